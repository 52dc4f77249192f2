### Mọi lời bot nói, tiếng Việt. Cùng các mã và biến như en.ftl.

## Giờ và ngày

time-today = { $hour }
time-day = { $hour } { $day } { $date }
day-0 = thứ Hai
day-1 = thứ Ba
day-2 = thứ Tư
day-3 = thứ Năm
day-4 = thứ Sáu
day-5 = thứ Bảy
day-6 = Chủ nhật

## Nút

button-accept = Nhận xử lý
button-done = Đã xong
button-refuse = Từ chối
button-pass = Chuyển phường
button-undo = Hoàn tác
button-map = 🗺 Bản đồ
button-history = 🔁 Lịch sử điểm
button-kind = Loại khác…
button-neighbour = Thuộc { $ward }
button-believe = Đúng, người của đơn vị mình
button-withdraw = Thu hồi
button-same = Đúng, thêm ảnh vào #{ $code }
button-not-same = Không, việc khác
button-duplicate = Trùng với #{ $code }
button-self-fix = 🧹 Chúng tôi tự xử lý
button-clear = ✨ Đã kiểm tra, không có gì
button-is-problem = Không, có việc cần xử lý
button-good = 😀 Ổn rồi
button-here = 📷 Tôi đang ở đó
button-pass-on = Để người khác
button-found-done = ✅ Đã xử lý
button-found-not = ❌ Chưa xử lý
button-found-unclear = ❓ Không rõ
button-ask-inspector = Xin làm người phúc tra
button-photo-fine = Ảnh được
button-photo-wrong = Chưa đúng, mở lại
button-fair = 😐 Tạm được
button-bad = ☹️ Chưa xong
button-share-place = 📍 Gửi vị trí
button-new-photo = Không phải, ảnh mới
button-see-report = Xem phản ánh đó
button-two-photos = Hai ảnh khác nhau
button-one-photo = Cùng một ảnh
button-ask-access = Xin quyền cán bộ
button-approve = Duyệt
button-decline = Không duyệt
button-link-yes = Đúng là tôi
button-link-no = Không phải tôi

## Trạng thái trên thẻ, và một từ cho danh sách

state-new = 🆕 Mới, chờ nhận xử lý
state-accepted = 🔧 Đang xử lý, nhận lúc { $at }
state-resolved = ✅ Đã xong lúc { $at }, chờ xác nhận
state-checking = 🔎 Báo xong lúc { $at }, đang kiểm tra
state-confirmed = ✅ Hoàn tất lúc { $at }
state-refused = ⛔ Từ chối: { $reason }
state-reopened = 🔴 Chưa xong, mở lại lúc { $at }
state-duplicate = 🤝 Trùng với { $other }
state-withdrawn = Người gửi đã thu hồi
state-noted = ✅ Đã ghi nhận: { $sort }
confirmed-reporter = người gửi xác nhận
confirmed-recheck = phúc tra xác nhận
confirmed-silence = không ai báo chưa xong
mood-good = 😀 ổn rồi
mood-fair = 😐 tạm được
mood-bad = ☹️ chưa ổn
word-new = mới, chờ nhận
word-accepted = đang xử lý
word-resolved = đã xong, chờ xác nhận
word-confirmed = hoàn tất
word-refused = bị từ chối
word-reopened = mở lại
word-duplicate = trùng
word-withdrawn = đã thu hồi
word-noted = đã ghi nhận
sort-problem = cần xử lý
sort-clear = đã kiểm tra, không có gì
sort-fixed = người gửi đã tự xử lý

## Thẻ trong nhóm cán bộ

card-urgent = KHẨN
card-due-accept = ⏰ Nhận trước { $accept } · xong trước { $resolve }
card-due = ⏰ Xong trước { $resolve }
card-unit = Gửi từ: { $unit }
card-public = người dân
card-words = “{ $words }”
card-place = 📍 { $place }
place-accuracy = (±{ $metres } m)
card-ward = Nơi xử lý: { $ward }
card-photos = 🖼 { $count } ảnh
card-others = 👥 { $count } người khác cũng báo việc này
card-spot = 🔁 Điểm tái vi phạm { $code } · { $count } lần trong { $days } ngày · phụ trách: { $owner }
card-after = 📷 { $count } ảnh sau xử lý
card-own = ⚠️ Người gửi tự báo xong
card-mood = 💬 Người gửi: { $mood }
card-passed = ↪️ Từ { $ward } chuyển đến lúc { $at }
card-reopened-reporter = 🔴 Người gửi báo chưa xong lúc { $at }
card-reopened-office = 🔴 Văn phòng mở lại lúc { $at }
card-reopened-recheck = 🔴 Phúc tra thấy chưa xong, mở lại lúc { $at }
card-how-in-words = Trả lời: nhan { $code } · xong { $code } (kèm ảnh) · tu choi { $code } <lý do> · chuyen { $code } <phường>
card-how = Trả lời tin này: nhận · ảnh = xong · từ chối <lý do> · chuyển <phường>
card-gone = ↪️ Đã chuyển sang { $ward } lúc { $at }
more-photos = #{ $code } · thêm { $count } ảnh
reopened-ward-reporter = #{ $code } 🔴 người gửi báo CHƯA XONG. Phản ánh đã mở lại, hạn tính lại từ bây giờ.
reopened-ward-office = #{ $code } 🔴 văn phòng nhờ xem lại: ảnh sau xử lý chưa cho thấy chỗ này đã xong. Phản ánh đã mở lại, hạn tính lại từ bây giờ. Nếu chỉ gửi nhầm ảnh, trả lời tin này bằng ảnh đúng là được.
reopened-ward-recheck = #{ $code } 🔴 phúc tra: người tới xem thấy chỗ này chưa xong, văn phòng đã xác nhận. Phản ánh đã mở lại, hạn tính lại từ bây giờ.
fixed-ward = #{ $code } 🧹 { $unit } đã tự xử lý xong: { $kind }
    📍 { $place }
    Phường không cần làm gì thêm.

## Trả lời người gửi

answer-title = #{ $code } · đã ghi nhận, cảm ơn bạn
answer-ward = Nơi xử lý: { $ward }
answer-kind = Loại: { $kind }
answer-no-after = 📷 Còn thiếu ảnh sau khi làm: gửi tiếp vào đây.
photo-far = 📷 Ảnh được chụp cách vị trí này { $distance }.
photo-old = 📷 Ảnh ghi ngày { $day }, có thể do đồng hồ của máy.
answer-photos = Nếu nhầm chỗ hay nhầm ảnh, chọn «Thu hồi» rồi gửi lại nhé. Đúng rồi thì không cần làm gì.
enough-today = 🌟 Hôm nay bạn đã gửi hơn { $most } phản ánh, cảm ơn bạn! Gửi thêm vẫn được tiếp nhận, chỉ không cộng điểm nữa.
no-hurry = 🙏 Bạn gửi nhanh quá, phường khó xem kịp. Nếu nhiều ảnh của cùng một chỗ, gửi chung một lần là đủ. Phản ánh đã gửi vẫn được tiếp nhận.
answer-outside = Vị trí nằm ngoài ranh giới { $distance }, đã tính cho { $ward } là nơi gần nhất.
answer-no-group = Nơi này chưa có nhóm cán bộ nhận tin. Phản ánh đã được lưu và sẽ tới nhóm ngay khi có.
answer-doubted = 🔎 Ảnh giống một ảnh đã gửi trước đây: văn phòng sẽ xem giúp, trong lúc đó chưa tính điểm.
same-ask = 🔎 Chỗ này có việc đang chờ xử lý. Cùng việc này?
same-line = #{ $code } · { $kind } · cách { $distance } · gửi { $at }
same-otherwise = Không trả lời thì sau { $minutes } phút bot gửi thành phản ánh riêng.
same-words = 📝 Đã ghi lời mô tả. Còn một câu: có cùng việc với #{ $code } không? Trả lời «đúng» hoặc «không».
same-joined = #{ $code } 🤝 đã thêm ảnh của bạn, cảm ơn bạn! Kết quả sẽ được báo cho bạn như người gửi.
same-joined-own = #{ $code } 📷 đã thêm ảnh vào phản ánh của bạn.
ask-clear = ✨ { $name }, gửi một ảnh và vị trí nơi vừa kiểm tra, trong { $minutes } phút. Ngày không có gì vẫn tính cho chỉ tiêu hôm nay.
offer-clear = Bạn vừa đi kiểm tra và không có gì? Chọn bên dưới rồi gửi một ảnh, một vị trí: ngày này vẫn được tính.
ask-own-after = #{ $code } 🧹 Cảm ơn các bạn! Làm xong, trả lời tin này bằng ảnh sau khi làm; ảnh gửi trong { $minutes } phút tới cũng được tính. Cho tới lúc đó việc này vẫn do phường xử lý.
own-after-known = #{ $code } 📷 Ảnh này đã gửi trước đó rồi. Làm xong, chụp lại chỗ đó rồi trả lời tin này nhé.
own-after-taken = #{ $code } 🧹 Đã ghi: các bạn tự xử lý. Cảm ơn rất nhiều! Đã báo phường.
today-met = ✅ { $unit }, hôm nay: { $count }/{ $target } – đã đạt
today-open = ⏳ { $unit }, hôm nay: { $count }/{ $target } – chưa đạt
today-own = Riêng bạn hôm nay: { $count } phản ánh hợp lệ.

## Nửa phản ánh: còn thiếu ảnh hoặc vị trí

ask-place = 📍 Còn thiếu vị trí. { $how } Ảnh được giữ { $minutes } phút.
place-button = Bấm nút «Gửi vị trí» bên dưới, hoặc 📎 → Vị trí, hoặc dán liên kết bản đồ, hoặc gõ địa chỉ.
place-clip = Bấm 📎 → Vị trí, hoặc trả lời ảnh bằng vị trí hay liên kết bản đồ.
place-pin = Bấm 📍 rồi chạm vào bản đồ.
place-plus = Bấm (+) → Vị trí, hoặc dán liên kết bản đồ, hoặc gõ địa chỉ.
place-typed = Dán liên kết bản đồ, gõ toạ độ như 12.34567, 107.65432, hoặc gõ địa chỉ, tên phường.
place-typed-here = Trả lời tin này bằng liên kết bản đồ, toạ độ như 12.34567, 107.65432, hoặc tên phường.
photo-here = Gửi ảnh vào đây, có thể kèm vài lời.
photo-named = Trả lời tin này bằng ảnh, hoặc gửi ảnh có nhắc tên bot (gõ @, chọn bot) trong chú thích của chính ảnh đó. Ảnh gửi trước, nhắc tên bot sau thì bot không thấy.
named-first = Mỗi lời gõ cho bot phải bắt đầu bằng tên bot (gõ @, chọn bot), hoặc trả lời một tin của bot.
ask-place-link = 🗺 Hoặc chỉ vị trí trên bản đồ: { $link }
ask-photo = 📷 Còn thiếu ảnh. Chụp và gửi ảnh vào đây nhé. Vị trí được giữ { $minutes } phút.
words-kept-place = 📝 Đã ghi lời mô tả. 📍 Còn thiếu vị trí. { $how }
address-not-found = 📝 Đã ghi lời mô tả. 📍 Chưa tìm thấy chỗ này trên bản đồ: thử gõ số nhà và tên đường. { $how }
words-kept-photo = 📝 Đã ghi lời mô tả. 📷 Còn thiếu ảnh.
words-added = #{ $code } 📝 đã thêm lời của bạn vào phản ánh.
already-filed = #{ $code } đã gửi từ ảnh này rồi, không cần gửi thêm vị trí.
outside = 📍 Ngoài vùng phụ trách: gần nhất là { $ward }, cách { $distance }. Ảnh vẫn được giữ; nếu vị trí bị lệch, gửi lại vị trí đúng nhé.
no-wards = Chưa có bản đồ phường, nên chưa biết chuyển đi đâu. Quản trị viên cần nhập bản đồ (lệnh wards import).

## Ảnh không dùng được

photo-too-big = 📷 Ảnh quá nặng (trên 20 MB). Gửi lại dưới dạng ảnh thường, không gửi dạng tệp.
photo-not-a-photo = 📷 Tệp này không phải là ảnh. Dùng được: JPEG, PNG, WebP, HEIC.
photo-broken = 📷 Ảnh bị hỏng, không mở được. Gửi lại hoặc chụp lại nhé.
photo-too-many-pixels = 📷 Ảnh quá lớn (quá nhiều điểm ảnh). Gửi lại dưới dạng ảnh thường, không gửi dạng tệp.
photo-gone = 📷 Không tải được ảnh này nữa. Gửi lại ảnh nhé.
photo-too-many = 📷 Đủ { $most } ảnh rồi, ảnh thêm không được lưu.
photo-known = #{ $code } 📷 Ảnh này đã có trong phản ánh này rồi ({ $kind }, gửi { $at }, { $state }), nên không gửi lần nữa. Nếu là ảnh mới chụp, cho bot biết nhé.
photo-known-own = #{ $code } 📷 Bạn đã gửi ảnh này trong phản ánh này rồi ({ $kind }, gửi { $at }, { $state }), không cần gửi lại. Nếu là ảnh mới chụp, cho bot biết nhé.
photo-left-out = #{ $code } 📷 đã có ảnh này rồi, nên chỉ nhận các ảnh còn lại.
photos-added = #{ $code } 📷 đã thêm ảnh, phản ánh này nay có { $count } ảnh.

## Báo cho người gửi

the-office = Văn phòng
told-accepted = #{ $code } 🔧 { $who } đã nhận xử lý, hẹn xong trước { $due }.
told-resolved = #{ $code } ✅ { $who } báo đã xong. Bạn thấy chỗ đó thế nào? Chưa xử lý thì chọn ☹️, phản ánh được mở lại. Ý kiến nhận trong { $days } ngày, đổi lại được.
told-resolved-again = #{ $code } ✅ { $who } báo đã xong, sau lần mở lại. Lần này bạn thấy thế nào? Ý kiến nhận trong { $days } ngày, đổi lại được.
told-resolved-own = #{ $code } ✅ bạn vừa báo xong phản ánh của chính mình, nên bot không hỏi ý kiến bạn về việc này.
ask-why = #{ $code } ☹️ đã ghi. Chưa ổn ở điểm nào?
told-confirmed = #{ $code } ✅ hoàn tất. Cảm ơn bạn đã báo và đã kiểm tra lại.
told-refused = #{ $code } ⛔ { $who } từ chối, lý do: { $reason }
passed-back = #{ $code } ↪️ { $other } chuyển trả lại { $ward }. Nhờ văn phòng xem giúp nơi nào xử lý; thời hạn tính tiếp, không tính lại từ đầu.
told-passed = #{ $code } ↪️ đã chuyển sang { $ward } để xử lý.
told-duplicate = #{ $code } 🤝 cùng việc với { $reason } đã có người báo. Từ giờ bạn được báo kết quả của { $reason }.
same-as-own = Cùng việc với #{ $own } bạn đã gửi.
followed-resolved = #{ $code } ✅ { $who } báo đã xong việc bạn cũng đã báo. Cảm ơn bạn.
followed-reopened = #{ $code } 🔴 người gửi thấy chưa xong, đã mở lại và báo { $who } xử lý tiếp.
told-reopened-reporter = #{ $code } 🔴 đã mở lại, đã báo { $who } xử lý tiếp. Cảm ơn bạn đã kiểm tra.
told-reopened-office = #{ $code } 🔴 văn phòng đã mở lại phản ánh này để { $who } xử lý tiếp.
told-reopened-recheck = #{ $code } 🔴 có người tới xem lại và thấy chưa xong, nên phản ánh được mở lại để { $who } xử lý tiếp.
told-undone = #{ $code } ↩️ { $who } vừa rút lại bước trước đó. Phản ánh trở về: { $state }.
told-cleared = #{ $code } ✅ văn phòng đã xem: đúng là ảnh mới. Phản ánh được tính điểm như bình thường.
told-upheld = #{ $code } văn phòng xem thấy ảnh này trùng với ảnh của #{ $other }, nên phản ánh này không được tính điểm. Lần sau bạn chụp ảnh mới tại chỗ nhé.
ask-two-photos = #{ $code } 🔎 ảnh rất giống ảnh của #{ $other }; người gửi cho biết là ảnh mới. Phản ánh vẫn được xử lý, chỉ chưa tính điểm. Văn phòng xem giúp: hai ảnh hay một?
reason-alone = người gửi nhắn riêng cho bot để xem
here-instead = (Báo trong nhóm vì hiện không nhắn riêng được cho người gửi.)
picture-before = Trước
picture-recheck = Phúc tra
picture-of = Ảnh của #{ $code }
picture-after = Sau

## Cán bộ: đã hiểu gì, cần hỏi gì

which-report = Ý nói phản ánh nào? Thêm mã vào tin, ví dụ: xong { $example }
none-open = Không còn phản ánh nào đang mở của phường này.
undo-in-words = Nhầm? Trả lời: hoàn tác { $code }
understood-accepted = #{ $code } 🔧 { $name } nhận xử lý. Đã báo người gửi.
understood-resolved = #{ $code } ✅ { $name } báo đã xong, có ảnh. Đã báo người gửi.
understood-refused = #{ $code } ⛔ { $name } từ chối: { $reason }
understood-passed = #{ $code } ↪️ { $name } chuyển sang { $ward }.
understood-duplicate = #{ $code } 🤝 { $name }: trùng với #{ $other }. Người gửi sẽ được báo kết quả của #{ $other }.
understood-place = #{ $code } 📍 đã ghi vị trí của bạn.
understood-note = #{ $code } 📝 đã lưu làm ghi chú, trạng thái không đổi.
undone = #{ $code } ↩️ { $name } hoàn tác, trở về: { $state }.
ask-after = #{ $code } 📷 cần ảnh sau xử lý: trả lời tin này bằng ảnh là xong.
ask-reason = #{ $code } ⛔ vì sao từ chối? Chọn một lý do, hoặc trả lời tin này bằng lý do.
ask-ward = #{ $code } ↪️ chuyển đi đâu? Chọn tên, hoặc trả lời: chuyển { $code } <phường>
ask-duplicate = #{ $code } 🤝 trùng với phản ánh nào? Trả lời: trùng { $code } <mã kia>
unknown-code = #{ $code } không có phản ánh nào mang mã này, chưa ghi nhận gì. Xem lại mã giúp nhé.
gone-elsewhere = #{ $code } ↪️ chưa ghi nhận: phản ánh này của { $ward }, không phải của nhóm này. Cán bộ { $ward } trả lời trong nhóm «{ $group }», hoặc nhắn riêng cho bot, kèm mã.
gone-to-office = #{ $code } ↪️ chưa ghi nhận: phản ánh này của { $ward }, nay do văn phòng xử lý trong nhóm «{ $group }». Cán bộ { $ward } vẫn có thể nhắn riêng cho bot, kèm mã.
gone-ungrouped = #{ $code } ↪️ chưa ghi nhận: phản ánh này của { $ward }, không phải của nhóm này. { $ward } hiện chưa có nhóm; cán bộ nhắn riêng cho bot, kèm mã.
not-officer = 🔒 Chưa ghi nhận: { $name } chưa có tên trong cán bộ { $ward }. Xin quyền ngay dưới tin này; quản trị viên duyệt xong là thao tác được.

## Ảnh sau xử lý cần người xem

flag-ask = #{ $code } 🔎 nhờ xem giúp ảnh sau xử lý của { $ward }:
flag-how = Đây chỉ là dấu hiệu, chưa nói lên điều gì. Phường chỉ thấy «đang kiểm tra».
flag-remind = 🔎 Còn { $count } ảnh chờ xem. Chọn ở tin đã gửi, hoặc mở lại tin của: { $codes }
flag-fine = ✅ Đã xem: ảnh được.
flag-reopened = 🔴 Đã xem: chưa đúng, phản ánh đã mở lại.
flag-upheld = ✅ Đã xem: cùng một ảnh, phản ánh không được tính điểm.
flag-over = Không cần xem nữa: phản ánh đã mở lại, hoặc lần báo xong đã được rút lại.
flag-fine-ward = #{ $code } ✅ văn phòng đã xem ảnh: được. Cảm ơn anh chị.
doubt-same-file = đúng tệp ảnh đã gửi cho #{ $code }
doubt-alike = ảnh rất giống một ảnh của #{ $code }
doubt-like-before = ảnh gần như trùng với ảnh trước xử lý
doubt-made-with = tệp ảnh ghi tên phần mềm: { $name }
doubt-old = máy ảnh ghi chụp lúc { $at }, trước khi có phản ánh (đồng hồ máy có thể sai)
doubt-far = vị trí lúc báo xong cách chỗ phản ánh { $distance }
doubt-recheck = phúc tra: người được nhờ tới tận nơi thấy chưa xử lý
doubt-reporter = người gửi nói vẫn chưa xử lý, sau khi đã mở lại một lần

## Phúc tra: người khác tới xem lại chỗ đã báo xong

recheck-task =
    #{ $code } 🔎 Phúc tra: nhờ bạn ghé xem chỗ này đã xử lý chưa.
    { $kind } · 📍 { $place }
    { $ward } báo xong lúc { $at }. Bốc thăm trúng, không phải vì nghi ngờ ai.
    Tiện đường thì ghé trước { $until }: tới nơi chọn «Tôi đang ở đó» rồi chụp ảnh. Không tiện thì để người khác, không sao cả.
recheck-photo = #{ $code } 📷 Chụp và gửi ảnh chỗ đó, rồi gửi vị trí.
recheck-place = #{ $code } 📍 Đã có ảnh. Gửi thêm vị trí của bạn nhé.
recheck-found = #{ $code } Bạn thấy chỗ đó thế nào?
recheck-known-photo = #{ $code } 📷 Ảnh này đã gửi từ trước rồi. Chụp ảnh mới ngay tại chỗ giúp nhé.
recheck-far = #{ $code } 📍 Vị trí này cách chỗ cần xem { $distance }. Tới nơi rồi gửi lại nhé.
recheck-new-photo = #{ $code } 📷 Ảnh này chụp từ trước. Chụp ảnh mới ngay tại chỗ giúp nhé.
recheck-thanks-done = #{ $code } Cảm ơn bạn đã ghé xem. Đã ghi: đã xử lý.
recheck-thanks-not = #{ $code } Cảm ơn bạn đã ghé xem. Văn phòng sẽ xem ảnh và quyết định.
recheck-thanks-unclear = #{ $code } Cảm ơn bạn đã ghé xem. Đã ghi: không rõ.
recheck-true = #{ $code } 🎖 Văn phòng đã xác nhận: đúng là chưa xử lý, phản ánh được mở lại. Cảm ơn bạn.
recheck-over = #{ $code } Không cần ghé xem nữa, cảm ơn bạn.
recheck-late = #{ $code } Đã nhờ người khác ghé xem, cảm ơn bạn.
recheck-done-ward = #{ $code } ✅ phúc tra: có người tới tận nơi xem, đúng là đã xử lý. Cảm ơn anh chị.
recheck-none = 🔎 Phúc tra là ghé xem chỗ đã báo xong, do bốc thăm mỗi tuần. Hiện chưa có chỗ nào nhờ bạn. Muốn giúp thường xuyên thì chọn bên dưới; quản trị viên duyệt.
recheck-own = 🔎 Chỗ đang nhờ bạn ghé xem ở trên. Muốn giúp thường xuyên thì chọn bên dưới; quản trị viên duyệt.
recheck-nobody = 🔎 Phúc tra tuần { $week }: { $count } chỗ chưa có ai để nhờ. Thêm người phúc tra: trong nhóm, trả lời tin của người đó bằng /phuctra.
recheck-list = 🔎 { $count } chỗ chờ phúc tra. Chọn mã để nhận:

## Không làm được lúc này: hiện ở nút bấm hoặc trong nhóm

already-accepted = Đã có người nhận xử lý rồi.
not-now = Không làm được: phản ánh đang ở trạng thái khác. Xem lại tin của phản ánh.
not-now-reopen = Phản ánh đã báo xong. Nhầm thì dùng «Hoàn tác»; còn lại chỉ người gửi mở lại được, bằng ☹️ → «Chưa xử lý», hoặc nhắn: chưa xong kèm mã.
no-reopen = Không mở lại được: chỉ phản ánh đã báo xong mới mở lại, và do người gửi. Nhầm thì dùng «Hoàn tác».
gone = Nhóm này không xử lý phản ánh này nữa.
same-ward = Phản ánh đang ở chính nơi này rồi. Chọn nơi khác.
duplicate-itself = Hai mã là cùng một phản ánh. Gõ mã của phản ánh kia.
duplicate-of-nothing = Phản ánh kia đã thu hồi, bị từ chối hoặc không phải việc cần xử lý, nên không gộp vào đó được.
duplicate-far = Hai phản ánh ở cách nhau quá xa để là cùng một việc. Xem lại mã giúp nhé.
duplicate-closed = Phản ánh kia đã báo xong rồi, nên không gộp vào đó được. Việc này cũng xong rồi thì nhờ trả lời bằng ảnh sau khi làm nhé.
duplicate-later = Phản ánh kia có hạn xử lý muộn hơn. Gộp ngược lại giúp nhé: trả lời tin của phản ánh kia bằng «trùng» và mã này.
duplicate-kind = Hai phản ánh khác loại nên không phải cùng một việc. Xem lại mã giúp nhé.
believe-ask = #{ $code } 📝 Có người gửi bằng trang của đơn vị: { $sort }
    📍 { $place }
    Có phải người của đơn vị mình không? Phải thì chọn bên dưới, khi đó mới tính cho đơn vị; không phải thì cứ để đó.
undo-done = Thao tác này đã được hoàn tác rồi.
undo-late = Đã quá thời gian hoàn tác.
undo-overtaken = Không có gì để hoàn tác, hoặc sau đó phản ánh đã thay đổi tiếp.
draft-over = Phần gửi dở này đã thành phản ánh, hoặc đã bỏ rồi. Muốn báo thêm, gửi ảnh khác.
unknown-button = Lựa chọn này không còn dùng được.
only-reporter = Chỉ người gửi phản ánh làm được việc này.
only-admin = Chỉ quản trị viên làm được việc này.
link-code = 🔗 Mã liên kết: { $code }
    Trên ứng dụng kia, mở trò chuyện riêng với bot rồi gõ: /lienket { $code }. Mã dùng một lần, trong { $minutes } phút.
linked = ✅ Đã liên kết với { $who } lúc { $at }: hai tài khoản là một người, gồm cả phản ánh và quyền. Không phải bạn? Gõ /thoilienket.
link-asked = 🔗 Đã hỏi { $who }. Bên đó xác nhận thì hai tài khoản là một người.
link-confirm = 🔗 { $who } vừa gõ mã liên kết của bạn lúc { $at }. Đúng là bạn thì xác nhận: hai tài khoản sẽ là một người, chung phản ánh và quyền. Không phải bạn thì đừng xác nhận.
link-declined = 🔗 { $who } không xác nhận, hai tài khoản vẫn riêng.
link-from-here = Tài khoản này có quyền mà bên kia chưa có, nên làm ngược lại: gõ /lienket ở đây để lấy mã, gõ mã ở bên kia, rồi xác nhận ở đây.
not-linked = Tài khoản này không liên kết với tài khoản nào khác.
parted = ✅ Đã thôi liên kết với { $platforms }. Phản ánh và quyền ở lại với tài khoản này.
parted-from = 🔗 Tài khoản này không còn liên kết với { $who }. Phản ánh và quyền ở lại bên đó; gửi phản ánh mới ở đây vẫn được.
toast-linked = Đã liên kết.
link-same = Hai tài khoản này đã là một người rồi.
link-same-platform = Bạn đã có một tài khoản trên ứng dụng này. Mỗi ứng dụng chỉ liên kết một tài khoản.
join-code-unknown = Mã không đúng hoặc đã hết hạn. Hãy xin mã mới ở bên kia.
only-in-private = Lệnh này dùng trong trò chuyện riêng với bot.
move-code = 🚚 Mã chuyển nhóm: { $code }
    Vào nhóm mới, thêm bot rồi quản trị viên gõ: /chuyenkenh { $code } (nhóm Zalo: nhắc tên bot trước). Mã dùng một lần, trong { $minutes } phút.
move-unbound = Nhóm này chưa gắn với phường, đơn vị hay văn phòng nào nên không có gì để chuyển.
moved-away = 🚚 Nhóm này đã chuyển sang { $group }. Bot không gửi việc mới vào đây nữa.
moved-here = ✅ Nhóm này thay cho { $group }.
only-in-group = Lệnh này dùng trong nhóm: mở nhóm cần gắn rồi gõ lại ở đó.
no-admin-yet = Chưa có quản trị viên nào để duyệt. Nhờ người cài đặt bot thêm quản trị viên trước.
too-late-to-change = Không đổi được nữa: phản ánh đã có người nhận, hoặc đã được chuyển.
others-wait = Không thu hồi hay đổi được nữa: có người khác cũng báo việc này và đang chờ kết quả.
too-late-to-withdraw = Không thu hồi được nữa: phản ánh đã có người xử lý.
too-late-to-rate = Không còn nhận ý kiến về lần xử lý này: đã quá hạn, hoặc phản ánh đã được mở lại.
not-own-flag = Việc này cần một người khác quyết định, vì có liên quan tới bạn.
recheck-ended = Chỗ này không cần ghé xem nữa, hoặc đã nhờ người khác.
recheck-first = Gửi ảnh và vị trí tại chỗ trước đã.
recheck-taken = Đã có người nhận chỗ này.
recheck-not-yours = Chỗ này không nhận được: cần một người phúc tra không liên quan tới phản ánh.
not-own-closing = Bạn tự báo xong phản ánh này, nên không tự xác nhận được.
too-late-to-reopen = Không mở lại được: phản ánh chưa báo xong, đã quá hạn, hoặc đã mở lại một lần rồi.

## Lời đáp ngắn khi bấm nút

answer-by-number = Trả lời bằng số:
which-number = 🔢 Chưa rõ số này là cho tin nào, nên chưa ghi nhận. Hãy trả lời (trích dẫn) đúng tin cần chọn bằng số đó.
toast-done = Đã ghi nhận.
toast-not-open = Việc đó vừa kết thúc, nên ảnh của bạn thành phản ánh riêng.
toast-photo = Gửi ảnh sau xử lý để hoàn tất.
toast-reason = Bấm hoặc gõ lý do.
toast-ward = Bấm hoặc gõ tên phường.
toast-kinds = Chọn loại đúng.
toast-withdrawn = Đã thu hồi.
toast-clear = Gửi một ảnh và một vị trí.
toast-reopened = Đã mở lại và báo nơi xử lý.
toast-thanks = 😀 Cảm ơn bạn đã xác nhận.
toast-office = Cảm ơn bạn. Lần này văn phòng sẽ xem lại.
toast-there = Gửi ảnh chỗ đó, rồi gửi vị trí.
toast-passed-on = Cảm ơn bạn, sẽ nhờ người khác.
toast-rated = Cảm ơn bạn, đã ghi ý kiến.
toast-why = Chưa ổn ở điểm nào? Chọn trong tin vừa gửi.
toast-undone = Đã hoàn tác.
toast-new-photo = Đã ghi là ảnh mới. Gửi vị trí nữa là đủ.
toast-not-officer = Chưa ghi nhận: chỉ cán bộ của phường này thao tác được. Xin quyền ở tin bot đã gửi.
toast-access-asked = Đã gửi yêu cầu, chờ quản trị viên duyệt.
toast-already-officer = Đã có quyền cán bộ, thao tác được ngay.
toast-decided = Yêu cầu này đã được trả lời rồi.

## Lệnh cho mọi người

help-private =
    👋 Một ảnh và một vị trí là đủ một phản ánh.
    { $how }
    Gửi cái nào trước cũng được, cách nhau tối đa { $minutes } phút.

    /homnay – hôm nay đơn vị đã đạt chưa
    /dakiemtra – đã đi kiểm tra, không có gì: vẫn tính cho hôm nay
    /cuatoi – phản ánh của bạn đến đâu rồi
    /tracuu MÃ – xem một phản ánh, như /tracuu K7P2
    /xephang – xếp hạng tuần này và cách tính
    /diem – điểm và từng khoản; /diem MÃ – một phản ánh
    /moi – link và mã QR mời vào đơn vị
    /nhac – bật hoặc tắt nhắc riêng mỗi ngày
    /lienket – nối tài khoản Telegram và Zalo của bạn
    /thoilienket – thôi nối
    /phuctra – ghé xem lại chỗ đã báo xong
    /huy – bỏ phần đang gửi dở
    /huy MÃ – thu hồi phản ánh chưa ai nhận
    /ngonngu – đổi Việt / English
    /trogiup – xem lại hướng dẫn này
help-group =
    👋 Một ảnh và một vị trí là đủ một phản ánh, gửi ngay trong nhóm.
    { $how }

    /homnay – hôm nay đơn vị đã đạt chưa
    /dakiemtra – đã đi kiểm tra, không có gì: vẫn tính cho hôm nay
    /cuatoi – phản ánh của bạn đến đâu rồi
    /tracuu MÃ – xem một phản ánh, như /tracuu K7P2
    /xephang – xếp hạng tuần này và cách tính
    /diem – điểm và từng khoản; /diem MÃ – một phản ánh
    /khieunai <lý do> – số liệu xếp hạng có chỗ chưa đúng
    /moi – link và mã QR mời vào đơn vị
    /huy – bỏ phần đang gửi dở
    /huy MÃ – thu hồi phản ánh chưa ai nhận
    /ngonngu – đổi Việt / English
    /trogiup – xem lại hướng dẫn này
    Nhắn riêng cho bot: /nhac – bật hoặc tắt nhắc riêng mỗi ngày
    Quản trị viên: /chitieu 2 17:00 – chỉ tiêu mỗi ngày và giờ nhắc
help-ward =
    Trả lời tin của phản ánh, gõ có dấu hay không dấu đều được:
    • nhận – nhận xử lý
    • gửi ảnh sau xử lý – đã xong
    • từ chối <lý do>
    • chuyển <phường>
    • trùng <mã> – cùng việc với phản ánh khác
    • hoàn tác – rút lại thao tác vừa rồi
    • lời khác – lưu làm ghi chú
    Không trả lời tin thì gõ kèm mã, như: nhận K7P2

    /tracuu MÃ – xem một phản ánh, như /tracuu K7P2
    /xephang – xếp hạng tuần này và cách tính
    /diemtai – điểm tái vi phạm
    /diem – điểm và từng khoản; /diem MÃ – một phản ánh
    /khieunai <lý do> – số liệu xếp hạng có chỗ chưa đúng
    /ngonngu – đổi Việt / English
    /trogiup – xem lại hướng dẫn này
    { $officers }
help-ward-in-words =
    Gõ kèm mã của phản ánh, có dấu hay không dấu đều được:
    • nhận K7P2 – nhận xử lý
    • ảnh sau xử lý, chú thích: xong K7P2 – đã xong
    • từ chối K7P2 <lý do>
    • chuyển K7P2 <phường>
    • trùng K7P2 M3N4 – cùng việc với phản ánh kia
    • hoàn tác K7P2 – rút lại thao tác vừa rồi
    Nhắc tên bot mà chỉ còn một phản ánh đang mở thì không cần mã.

    /tracuu MÃ – xem một phản ánh, như /tracuu K7P2
    /xephang – xếp hạng tuần này và cách tính
    /diemtai – điểm tái vi phạm
    /diem – điểm và từng khoản; /diem MÃ – một phản ánh
    /khieunai <lý do> – số liệu xếp hạng có chỗ chưa đúng
    /ngonngu – đổi Việt / English
    /trogiup – xem lại hướng dẫn này
    { $officers }
help-admin =
    🔑 Dành cho quản trị viên, gõ trong nhóm:
    /ganphuong TÊN – nhóm nhận phản ánh của một phường
    /gandoan TÊN – nhóm của một đơn vị
    /ganvanphong – nhóm văn phòng
    (không kèm tên thì bot đưa danh sách để chọn)
    { $officers }
    Người phúc tra: ai muốn làm thì nhắn riêng cho bot /phuctra, rồi quản trị viên duyệt
    /chuyenkenh – trong nhóm cũ, rồi trong nhóm mới với mã: nhóm mới thay nhóm cũ
    /chitieu 2 17:00 – trong nhóm đơn vị: mỗi ngày 2 phản ánh, nhắc lúc 17:00
    /diemtai – trong nhóm văn phòng: điểm tái vi phạm; /diemtai MÃ TÊN – giao phụ trách
    /thidua – nhắn riêng cho bot: lập, chấm và công bố đợt thi đua
    /dieuchinh TÊN +2 <lý do> – cộng, trừ điểm của một đơn vị hay phường; +1 ngày: ngày đạt
    /bacdon TÊN <lý do> – trả lời khiếu nại là không điều chỉnh
your-account = Tài khoản của bạn: { $account }
unknown-command = Không có lệnh này. Gõ /trogiup để xem các lệnh.
which-place = 📍 Đã ghi lời mô tả. Chỗ đó ở đâu? Chọn một dòng, hoặc gửi vị trí.
addresses-from = Địa chỉ: © OpenStreetMap
somewhere-in-ward = { $ward }, không rõ chỗ nào
link-without-place = 🔗 Không đọc được vị trí từ liên kết này. Chép toạ độ từ bản đồ rồi gửi vào đây, ví dụ: 12.34567, 107.65432
too-many-messages = 🙏 Bạn gửi nhiều tin quá nên tin vừa rồi chưa được ghi. Khoảng { $minutes } phút nữa gửi lại nhé.
not-understood = Muốn báo một điểm, gửi ảnh rồi gửi vị trí. Xem cách dùng: /trogiup
no-unit = Chưa thuộc đơn vị nào. Muốn vào: gửi phản ánh trong nhóm của đơn vị, hoặc mở link mời (trên Telegram). Chưa vào vẫn gửi phản ánh được.
mine-title = Phản ánh của bạn
mine-line = #{ $code } · { $state } · { $kind } · { $ward } · gửi { $at }
mine-none = Bạn chưa gửi phản ánh nào. Gửi một ảnh và một vị trí để bắt đầu.
no-such-report = Không tìm thấy mã này. Mã có 4 hoặc 5 chữ và số, như K7P2.
look-up-how = Gõ kèm mã, như: /tracuu K7P2
look-up-state = Trạng thái: { $state }
look-up-filed = Gửi: { $at }
look-up-due = Hạn xử lý: { $at }
look-up-resolved = Báo xong: { $at }
look-up-reason = Lý do: { $reason }
language-set = Bot sẽ nói tiếng Việt ở đây. Đổi lại: /ngonngu
joined-unit = 🎉 Bạn đã vào { $unit }. Từ giờ phản ánh của bạn tính cho đơn vị này. Gửi một ảnh và một vị trí để bắt đầu.
bad-invite = Link mời này không dùng được. Hỏi đơn vị link mới; chưa có vẫn gửi phản ánh được.
invite =
    Mời vào { $unit }: { $link }
    Gửi link này, hoặc đưa mã trong ảnh để quét.
invite-page = Gửi phản ánh trên trang web, tính cho { $unit }: { $link }
invite-page-picture = Quét mã để gửi phản ánh
invite-picture = Quét mã để tham gia
no-invite-here = Ở đây chưa có link mời. Gửi phản ánh trong nhóm của đơn vị cũng là vào đơn vị.
nudge-on = 🔔 Đã bật: ngày nào bạn chưa gửi gì, bot nhắc riêng lúc { $at }. Tắt: /nhac
nudge-off = 🔕 Đã tắt nhắc riêng. Bật lại: /nhac
cancelled = Đã bỏ phần đang gửi dở.
nothing-to-cancel = Không có gì đang gửi dở. Thu hồi phản ánh đã gửi: /huy kèm mã, như /huy K7P2
withdrawn = #{ $code } đã thu hồi.
spot-new = 🔁 { $kind } · { $ward }: chỗ này tái diễn { $times } lần trong { $days } ngày, thành điểm tái vi phạm { $code }. Xem: /diemtai { $code }
spot-given = ✅ { $code }: { $owner } phụ trách. Đã báo.
spot-given-to = 🔁 Điểm tái vi phạm { $code } ({ $kind }): văn phòng giao { $owner } phụ trách.
spot-only-here = Lệnh này dùng trong nhóm phường hoặc nhóm văn phòng.
spot-owner = Phụ trách: { $owner }
spot-report = #{ $code } · { $state } · gửi { $at }
spot-line = { $code } · { $kind } · { $count } lần, gần nhất { $at } · { $owner }
spots-title = 🔁 Điểm tái vi phạm, { $days } ngày qua
spots-none = Không có điểm tái vi phạm nào trong { $days } ngày qua.
spots-how = Lịch sử một điểm: /diemtai { $example }
spots-how-office = Lịch sử một điểm: /diemtai { $example } · Giao phụ trách: /diemtai { $example } <tên> · Trả về phường: /diemtai { $example } phường
no-such-spot = Không tìm thấy điểm này. Danh sách: /diemtai

## Quản trị

now-admin = 🔑 Bạn là quản trị viên. Các lệnh: /trogiup
choose-ward = Nhóm này nhận phản ánh của phường nào?
no-such-ward = Không có phường nào tên «{ $name }». Chọn trong danh sách:
choose-unit = Nhóm này của đơn vị nào? Chọn, hoặc gõ /gandoan kèm tên mới.
name-the-unit = Gõ kèm tên đơn vị, như: /gandoan Chi đoàn 1
bound-ward = ✅ Nhóm này nhận phản ánh của { $ward }. { $count ->
        [0] Chưa có phản ánh nào đang chờ.
       *[other] { $count } phản ánh đang chờ được gửi vào đây.
    } Cách xử lý: /trogiup.
officers-by-reply = Thêm cán bộ (quản trị viên): trong nhóm phường, trả lời tin của người đó bằng /canbo.
officers-by-asking = Cán bộ mới: trong nhóm phường, cứ gõ việc muốn làm, như: nhan MÃ, rồi gõ số để xin quyền; quản trị viên duyệt.
pin-this = 📌 Ghim tin này lại để cả nhóm biết cách gửi.
bound-unit = ✅ Nhóm này của { $unit }, chỉ tiêu mỗi ngày: { $target }.
    { $how }
    Mời người: /moi. Đổi chỉ tiêu, giờ nhắc: /chitieu 2 17:00
bound-office = ✅ Nhóm này là văn phòng: nhận bảng xếp hạng, việc quá hạn, và phản ánh ở nơi chưa có nhóm.
only-in-unit = Gõ lệnh này trong nhóm của đơn vị (đã gắn bằng /gandoan).
only-in-ward = Gõ lệnh này trong nhóm của phường (đã gắn bằng /ganphuong).
reply-to-person = Trả lời một tin của người cần thêm, gõ /canbo.
target-how = Gõ chỉ tiêu mỗi ngày và giờ nhắc, như: /chitieu 2 17:00
target-set = ✅ { $unit }: mỗi ngày { $target } phản ánh, nhắc lúc { $at }.
access-request = 🔑 { $name } xin làm cán bộ { $ward }, từ nhóm «{ $group }».
access-request-inspector = 🔑 { $name } xin làm người phúc tra: tới tận nơi xem lại những chỗ đã báo xong.
now-inspector = ✅ { $name } là người phúc tra. Nhắn riêng cho bot: /phuctra
not-made-inspector = { $name } chưa được duyệt làm người phúc tra.
now-officer = ✅ { $name } là cán bộ { $ward }, thao tác được ngay.
not-made-officer = { $name } chưa được duyệt làm cán bộ { $ward }.

## Nhóm

hello-group =
    👋 Bot đã vào nhóm. Quản trị viên cho biết đây là nhóm nào:
    /ganphuong TÊN – nhóm cán bộ phường
    /gandoan TÊN – nhóm của đơn vị
    /ganvanphong – nhóm văn phòng
    Không kèm tên thì bot đưa danh sách để chọn.
needs-rights =
    ⚠️ Bot chưa đọc được tin trong nhóm này, nên sẽ sót ảnh và câu trả lời. Làm một trong hai cách:
    1. Bấm tên nhóm → ✏️ → Quản trị viên (Administrators) → Thêm → chọn bot. Quyền để mặc định là được.
    2. Nhắn @BotFather: /setprivacy → chọn bot → Disable; rồi xóa bot khỏi nhóm và thêm lại.
rights-fine = ✅ Bot đã đọc được tin trong nhóm này.
ward-left = ⚠️ { $ward } không còn nhóm cán bộ nào, mà còn { $count } phản ánh đang mở. Xử lý tiếp trong nhóm văn phòng. Có nhóm cán bộ mới thì vào đó gõ /ganphuong { $ward }
ward-ended = ⚠️ { $ward } không còn và chưa có phường thay, mà còn { $count } phản ánh đang mở. Xử lý tiếp trong nhóm văn phòng; chưa có nhóm thì gắn: /ganvanphong
gathered-cards = 📋 { $count } phản ánh mới. Để tiết kiệm tin, bot gộp mỗi giờ một lần; việc khẩn vẫn gửi ngay.
plan-nearly-used = ⚠️ { $channel }: tháng này đã dùng { $used }/{ $limit } tin. Từ giờ phản ánh không khẩn được gộp mỗi giờ một tin. Hết hạn mức thì tin phải chờ: hãy nâng gói, hoặc chuyển bớt nhóm sang kênh khác.
plan-used = ⚠️ { $channel }: tháng này đã dùng { $used }/{ $limit } tin, gần như hết. Hết thì tin phải chờ tới tháng sau, hoặc tới khi nâng gói: hãy nâng gói, hoặc chuyển nhóm sang kênh khác.
group-gone = ⚠️ Bot không còn ở trong nhóm «{ $group }», tin không tới đó nữa. Muốn tiếp tục, thêm bot vào lại nhóm.

## Bot tự nhắc

remind-unit = ⏰ { $unit }, hôm nay: { $count }/{ $target } – chưa đạt. Một ảnh, một vị trí là đủ một phản ánh.
remind-unit-late = ⏰ Nhắc muộn hơn mọi ngày: { $unit }, hôm nay: { $count }/{ $target } – chưa đạt. Một ảnh, một vị trí là đủ một phản ánh.
nudge-own = ⏰ Hôm nay bạn chưa gửi phản ánh nào. Thấy chỗ nào chưa ổn, gửi một ảnh và vị trí nhé. Tắt nhắc: /nhac
remind-rating = #{ $code } 🙂 { $who } đã báo xong từ { $at }. Bạn có qua chỗ đó không, thấy thế nào? Bot chỉ hỏi thêm lần này.
remind-ratings = 🙂 { $count } phản ánh của bạn đã báo xong, bạn chưa cho ý kiến. Chọn ở tin đã nhận, hoặc gõ /tracuu kèm mã. Bot chỉ hỏi thêm lần này.
due-accept = #{ $code } ⏰ hết hạn nhận xử lý.
due-resolve = #{ $code } ⏰ hết hạn xử lý.
due-many = ⏰ { $count } phản ánh đến hạn:
due-line = #{ $code } · { $what }
due-word-accept = hết hạn nhận
due-word-resolve = hết hạn xử lý
office-late = 🔴 { $count } phản ánh quá hạn một ngày làm việc:
office-late-line = #{ $code } · { $ward } · { $what } từ { $due }

## Bảng xếp hạng

board-late = ⏰ Gửi muộn, lẽ ra lúc { $at }.
board-week = Tuần { $week }
board-is-draft = dự thảo
board-frozen = đã chốt, mã { $hash }
board-link = Từng khoản, và cách kiểm tra lại: { $link }
board-units = Xếp hạng đơn vị
board-unit = Đơn vị
board-days = Ngày đạt
board-points = Điểm
board-valid = Hợp lệ
board-fixed = Tự xử lý
board-units-how = Xếp theo số ngày đạt, rồi điểm (phản ánh hợp lệ { $report }, cùng chỗ tính { $again }, tự xử lý { $fixed }, đi kiểm tra không có gì { $clear }; mỗi người tối đa { $cap } lượt một ngày), rồi tỉ lệ hợp lệ. Bằng nhau thì đồng hạng.
board-units-arithmetic =
    Cách tính:
    • Ngày đạt: số ngày có đủ chỉ tiêu, hoặc có người đi kiểm tra và báo không có gì, trên số ngày đã qua của tuần (kể cả hôm nay).
    • Điểm: có khi phường nhận phản ánh. Bị từ chối, trùng, thu hồi thì không có điểm; cùng chỗ với phản ánh trước thì tính một phần; quá mức trong ngày thì không thêm điểm.
    • Hợp lệ: số phản ánh hợp lệ, trên số đã có kết luận (hợp lệ hoặc bị từ chối).
    • Xếp theo ngày đạt, rồi điểm, rồi tỉ lệ hợp lệ. Bằng nhau thì đồng hạng; chưa có gì thì chưa xếp hạng, ghi «–».
    • Từng khoản của đơn vị: gõ /diem trong nhóm. Từng khoản của một phản ánh: /diem kèm mã.
board-no-units = Chưa có đơn vị nào.
board-wards = Xếp hạng phường
board-ward = Phường
board-done = Đúng hạn
board-confirmed = Xác nhận
board-hours = Giờ
board-content = Hài lòng
board-oldest = Tồn (ngày)
board-score = Điểm
board-few = Chưa đủ số liệu (dưới { $least } việc): { $count } phường
board-quiet = Chưa có việc nào: { $count } phường
board-wards-how = Điểm trên 100: { $time } là đúng hạn, { $confirmed } là được xác nhận đã xong, mỗi tỉ lệ lấy mức chắc chắn đạt (95%) nên 2/2 không hơn 95/100. Nhiều phản ánh không làm tụt hạng.
board-wards-arithmetic =
    Cách tính, trên các việc ngã ngũ trong tuần:
    • Đúng hạn: số việc xong (hoặc từ chối có lý do) đúng hạn, trên số đã khép lại hoặc đã quá hạn. Bị mở lại, hoặc để quá hạn rồi mới chuyển phường, thì tính là không đúng hạn.
    • Xác nhận: số việc báo xong được người gửi, phúc tra, hoặc sự im lặng sau hạn xác nhận là đã xong, trên số đó cộng số bị báo chưa xong.
    • Giờ: trung vị số giờ làm việc từ lúc tới phường đến lúc xong.
    • Hài lòng: số người gửi thấy ổn rồi, trên số đã cho ý kiến về việc báo xong. Ít ý kiến quá thì chưa hiện; không tính vào điểm.
    • Tồn: số ngày của phản ánh đang mở lâu nhất.
    • Điểm: hai tỉ lệ đầu, mỗi tỉ lệ lấy mức chắc chắn đạt (cận dưới Wilson 95%), cộng trừ điểm do phúc tra hoặc văn phòng. Bằng nhau thì xét giờ, rồi tồn.
    • Ít việc quá thì chưa đủ số liệu, chưa xếp hạng, ghi «–». Nhiều phản ánh không làm tụt hạng.
    • Từng khoản của phường: gõ /diem trong nhóm.
board-no-wards = Chưa có phường nào.

## Điểm: vì sao

rule-day = ngày đạt chỉ tiêu
rule-report = phản ánh hợp lệ
rule-half = cùng chỗ với phản ánh trước, tính một phần
rule-over = hợp lệ, quá mức tính điểm trong ngày
rule-clear = đã đi kiểm tra, không có gì
rule-fixed = đã tự xử lý
rule-refused = bị từ chối
rule-duplicate = trùng với phản ánh khác
rule-found = chứng minh một lần báo xong là sai
rule-done = xong đúng hạn
rule-done-late = không xong đúng hạn
rule-taken = nhận đúng hạn
rule-taken-late = không nhận đúng hạn
rule-closed = đã báo xong
rule-confirmed-reporter = người gửi xác nhận đã xong
rule-confirmed-recheck = phúc tra xác nhận đã xong
rule-confirmed-silence = đã xong, không ai nói khác
rule-reopened = người gửi báo chưa xong
rule-false-closing = phúc tra thấy chưa xong
rule-rated-good = người gửi thấy ổn rồi
rule-rated-fair = người gửi thấy tạm được
rule-rated-bad = người gửi chưa hài lòng
rule-adjust = văn phòng điều chỉnh
rule-adjust-day = văn phòng điều chỉnh ngày đạt
points-own = Điểm của bạn · tuần { $week }
points-of = { $name } · tuần { $week }
points-of-report = #{ $code } · vì sao được tính như vậy
points-total = Cộng: { $points } điểm
points-sum = • { $what }: { $sum }
points-none = Tuần này chưa có gì. Điểm đến khi phường nhận phản ánh, không phải lúc gửi.
points-report-none = Chưa có khoản nào. Điểm đến khi phường nhận phản ánh, không phải lúc gửi.
points-waiting = ⏳ { $count } phản ánh chờ phường xem, chưa tính điểm
points-place = Bạn đứng thứ { $place }/{ $of } (chỉ bạn thấy)
points-place-unit = Trong đơn vị: thứ { $place }/{ $of }
points-streak = 🔥 { $days } ngày liền có phản ánh, tháng này còn được nghỉ { $grace } ngày
points-lines = Từng khoản, mới nhất trước:
points-back = bỏ: { $what }
points-where = Gõ /diem trong nhóm của đơn vị, của phường, hoặc nhắn riêng cho bot. Xem một phản ánh: /diem kèm mã.

## Đợt thi đua

contest-begins = 📣 Bắt đầu: { $name }
contest-days = Từ { $first } đến hết { $last }. Phản ánh vẫn gửi như mọi ngày, bot tự tính.
contest-written = Thể lệ được đưa vào ngày { $day }, sau ngày bắt đầu.
contest-written-over = Thể lệ được đưa vào ngày { $day }, sau khi đợt thi đua kết thúc.
contest-rewards = 🏅 { $rewards }
contest-scored = hội đồng chấm
contest-how = Tổng 100 điểm gồm { $parts }. Bằng điểm và không phân định được thì đồng hạng.
contest-least = Dưới { $least } việc đã quyết định thì chưa xếp hạng (–).
contest-week = tuần { $week }
contest-phase = sơ kết { $phase }, đến hết { $day }
contest-over = đến hết { $day }
contest-over-how = 🏁 Đợt thi đua đã hết. Đây là phần bot tính được; hội đồng chấm phần còn lại rồi mới công bố kết quả.
contest-left = 📝 Hội đồng còn { $count } điểm chưa chấm, trước khi chốt kết quả.
contest-units = Đơn vị
contest-wards = Phường
contest-change = Thay đổi
contest-total = Tổng
contest-nobody = Chưa có ai dự thi.
contest-result = 🎉 Kết quả: { $name }
contest-congratulations = CHÚC MỪNG
contest-members = 🏅 { $division }, số người được khen theo đơn vị: { $branches }. Tên từng người được báo riêng.
contest-own = 🎉 Chúc mừng bạn đạt { $reward } ({ $division }) trong đợt { $name }. Cảm ơn bạn!
contest-line = 🏁 { $name }: { $first } – { $last }
contest-none = Chưa có đợt thi đua nào.
contest-page =
    Lập đợt mới, chấm điểm, chốt và công bố kết quả (mở được một lần, trong 30 phút; đừng chuyển cho ai):
    { $link }
contest-no-page = Máy chủ chưa có địa chỉ công khai nên chưa có trang quản lý. Dùng lệnh trên máy chủ: campaign.

## Dự thảo, khiếu nại, điều chỉnh

board-draft-office = 📝 Đây là dự thảo, chốt lúc { $until }. Khiếu nại của đơn vị và phường sẽ tới đây. Sửa số liệu: /dieuchinh <đơn vị hoặc phường> +2 <lý do>
board-draft = 📝 Dự thảo tuần { $week }: { $line }.
own-unit = { $days } ngày đạt, { $points } điểm, hạng { $rank }
own-ward = đúng hạn { $done }, được xác nhận { $confirmed }, hạng { $rank }
board-draft-how = Thấy chưa đúng: /khieunai <lý do>, trước { $until }. Từng khoản: /diem
objection-where = Gõ /khieunai <lý do> trong nhóm của đơn vị hoặc của phường.
objection-how = Số liệu tuần { $week } có chỗ chưa đúng? Gõ kèm lý do, như: /khieunai phản ánh K7P2 bị tính nhầm. Nhận đến { $until }, rồi bảng được chốt.
objection-enough = Nhóm này còn { $count } khiếu nại đang chờ văn phòng. Chờ trả lời rồi gửi tiếp nhé.
objection-taken = 📣 Đã chuyển tới văn phòng, bảng tuần { $week } chốt lúc { $until }. Trả lời sẽ tới nhóm này. Chưa kịp trước lúc chốt thì điều chỉnh vẫn được tính, vào tuần sau, ghi công khai.
objection-told =
    📣 { $name } khiếu nại bảng tuần { $week }: “{ $words }”
    Đồng ý: /dieuchinh { $name } +1 <lý do> (thêm chữ «ngày» sau số nếu là ngày đạt)
    Không đồng ý: chọn một lý do, hoặc /bacdon { $name } <lý do>
decline-right = Số liệu đúng quy định
decline-unclear = Chưa đủ căn cứ
decline-how = Gõ tên và lý do, như: /bacdon Chi đoàn 1 đã tính đủ
objection-none = { $name } không có khiếu nại nào đang chờ.
objection-declined = Đã trả lời { $name }: không điều chỉnh, lý do: { $reason }
objection-refused = 📣 Văn phòng đã xem khiếu nại “{ $words }”: không điều chỉnh, lý do: { $reason }
objection-was-accepted = ✅ { $name } chấp nhận: { $reason }
objection-was-declined = ✖️ { $name } không chấp nhận: { $reason }
adjust-how = Gõ tên, số điểm và lý do, như: /dieuchinh Chi đoàn 1 +2 thiếu một phản ánh. Ngày đạt: /dieuchinh Chi đoàn 1 +1 ngày hôm đó bot tạm dừng
adjust-too-many = Cộng lại thì quá số ngày của một tuần. Xem lại con số giúp nhé.
adjust-days = Chỉ đơn vị có ngày đạt, và đếm theo ngày tròn, như: +1 ngày
adjust-nobody = Không có đơn vị hay phường nào tên «{ $name }».
adjust-which = «{ $name }» là nơi nào: { $names }? Gõ đủ tên.
adjust-no-rules = Hôm nay chưa có cách tính điểm nào được áp dụng.
adjust-of-points = { $points } điểm
adjust-of-days = { $count } ngày đạt
adjust-done = 📒 Đã ghi: { $name } { $what }, tính vào ngày { $day }. Lý do: { $reason }
adjust-told = 📒 Văn phòng điều chỉnh cho { $name }: { $what }, tính vào ngày { $day }. Lý do: { $reason }
adjust-accepted = ✅ Khiếu nại được chấp nhận. { $name }: { $what }, tính vào ngày { $day }. Lý do: { $reason }

## Sai sót trong tệp thi đua, và những gì chưa làm được (trang của văn phòng, dòng lệnh)

mistake-line = Dòng { $number }, «{ $words }»: không đọc được ở đây, hoặc ngay trước đó. Mỗi dòng ghi tên = giá trị; chữ để trong ngoặc kép thẳng "…"; ngày như 2027-06-01; số không có đơn vị.
mistake-twice = Dòng { $number }, «{ $words }»: mục này đã có ở trên. Mỗi tên ghi một lần; mục nào có nhiều thì lần nào cũng mở bằng hai ngoặc vuông, như [[phase]].
mistake-brackets = Ngoặc lồng vào nhau quá nhiều. Xem lại các dấu [ và ].
mistake-digits = Có một số quá nhiều chữ số. Ghi lại số đó.
mistake-missing = thiếu mục này, cần ghi thêm.
mistake-unknown = không có mục nào tên như vậy. Xem lại tên theo mẫu, hoặc bỏ đi.
mistake-least = cần từ { $ge } trở lên.
mistake-most = tối đa { $le }.
mistake-below = cần trước { $lt }.
mistake-slug = chỉ dùng chữ thường không dấu, số và gạch nối, tối đa 40 ký tự, như "chi-doan".
mistake-long = dài quá, tối đa { $max_length } ký tự.
mistake-many = nhiều quá, tối đa { $max_length } mục.
mistake-one-of = cần một trong các giá trị { $expected }.
mistake-words = cần chữ trong ngoặc kép, như "Giải Nhất".
mistake-whole = cần số nguyên, như 20.
mistake-number = cần một số, như 20 hoặc 7.5.
mistake-day = cần một ngày không có giờ, năm trước, như 2027-06-01.
mistake-list = cần danh sách trong ngoặc vuông, như ["a", "b"].
mistake-table = cần mở bằng một dòng riêng có hai ngoặc vuông, như [[division]].
mistake-other = ghi chưa đúng. Xem lại theo mẫu.
mistake-blank = cần ghi tên, không để trống.
mistake-unseen = có ký tự ẩn { $sign }. Xóa đi rồi gõ lại tên.
mistake-everybody = cần "all" (tất cả), hoặc danh sách tên như ["Đội A", "Đội B"].
mistake-counted-or-scored = ghi một trong hai: counted, như counted = "points" (bot tự tính), hoặc scored = 10 (hội đồng chấm).
mistake-full-for = full chỉ dùng khi counted là một trong { $known }.
mistake-full-hundredths = full: nhiều nhất hai chữ số sau dấu chấm.
mistake-full-whole = full: cần số nguyên.
mistake-same-criteria = hai tiêu chí (criterion) trùng slug. Mỗi tiêu chí cần một slug riêng.
mistake-weights = tổng các weight phải đúng 100, đang là { $sum }.
mistake-counted = với of = "{ $kind }", counted phải là một trong { $known }, không phải { $counted }.
mistake-members-scored = cá nhân quá đông, hội đồng không chấm tay. Dùng counted thay cho scored.
mistake-tie = tie: không có tiêu chí nào mang slug { $name }.
mistake-days = last_day không được trước first_day, và cả đợt không quá hai năm.
mistake-phases-order = mỗi giai đoạn (phase) phải kết thúc sau giai đoạn ghi trước nó.
mistake-phases-days = giai đoạn (phase) phải kết thúc trong khoảng từ first_day đến last_day.
mistake-no-division = cần ít nhất một bảng [[division]].
mistake-same-divisions = hai bảng (division) trùng slug. Mỗi bảng cần một slug riêng.
mistake-no-ward = division { $division }: không có phường nào tên { $name }. Ghi đúng tên phường, có dấu.
mistake-no-branch = division { $division }: không có đơn vị nào tên { $name }. Ghi đúng tên như khi gắn nhóm, có dấu.
mistake-score = { $criterion }: cần điểm từ 0 đến { $most }, không phải { $said }.
not-yet-known = { $slug }: không có đợt thi đua nào mang mã này.
not-yet-changed = { $slug }: đã bắt đầu ngày { $day }, thể lệ giữ nguyên. Đợt khác thì dùng slug khác.
not-yet-removed = { $slug }: đã bắt đầu ngày { $day }, không bỏ được nữa.
not-yet-final = { $slug }: đã chốt, kết quả không đổi nữa.
not-yet-comment = { $division }.{ $criterion }: hội đồng cho điểm thì cần ghi lý do vào phần nhận xét.
not-yet-closed = { $slug }: đã chốt rồi.
not-yet-over = { $slug }: còn diễn ra đến hết ngày { $day }, chưa chốt được.
not-yet-scored = { $slug }: chưa chốt được, còn phải chấm { $division } { $criterion } { $name }
not-yet-scored-more = { $slug }: chưa chốt được, còn phải chấm { $division } { $criterion } { $name }, và { $more } điểm nữa
not-yet-counted = { $slug }: đang tính nốt các phản ánh. Đợi một phút rồi thử lại.
not-yet-begun = { $slug }: ngày { $day } mới bắt đầu.
not-yet-result = { $slug }: chưa chốt nên chưa có tệp kết quả. Chốt rồi mới tải được tệp .json.
not-yet-publishable = { $slug }: chưa chốt. Chốt kết quả rồi mới công bố.
not-yet-published = { $slug }: đã công bố rồi.
