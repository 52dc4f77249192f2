### Lời trên các trang web, tiếng Việt. Cùng các mã và biến như en.ftl.

## Mọi trang

name = Phản ánh đường phố
language = Ngôn ngữ
language-vi = Tiếng Việt
language-en = English
no-script = Trang này cần JavaScript. Hãy bật JavaScript, hoặc mở bằng trình duyệt khác.

## Bản đồ

map-label = Bản đồ để chọn vị trí. Phím mũi tên để dời bản đồ, Enter để đặt ghim ở giữa.
map-pin = Ghim. Phím mũi tên để dời ghim.
map-zoom-in = Phóng to
map-zoom-out = Thu nhỏ
map-here = 📍 Dùng vị trí của tôi
map-finding = Đang tìm vị trí…
map-search = Tìm theo địa chỉ
map-find = Tìm
map-no-address = Không tìm thấy địa chỉ này. Thử viết khác, hoặc chạm vào bản đồ.
map-how = Chạm vào bản đồ để đặt ghim, kéo ghim để chỉnh.
map-none = Chưa chọn vị trí.
map-ward = ✓ { $ward }
map-near = ✓ { $ward } (ngoài ranh giới { $distance }, tính cho nơi gần nhất)
map-outside = Ngoài vùng phụ trách: gần nhất là { $ward }, cách { $distance }.
map-no-wards = Chưa có bản đồ phường.
map-approximate = Ranh giới phường chỉ gần đúng.
map-accuracy = Sai số khoảng { $metres } m; kéo ghim nếu chưa đúng.
map-refused = Điện thoại chưa cho trang này biết vị trí. Cho phép «Vị trí» trong cài đặt của trình duyệt, hoặc chạm vào bản đồ để đặt ghim.
map-unknown = Chưa tìm được vị trí (GPS yếu hoặc đang tắt). Thử lại ngoài trời, hoặc chạm vào bản đồ để đặt ghim.
map-open-zalo = Zalo chưa cho xem vị trí. Bấm dấu ⋯ ở góc trên bên phải → «Mở bằng trình duyệt», rồi bấm lại nút này. Hoặc chạm vào bản đồ để đặt ghim.
map-open-telegram = Telegram chưa cho xem vị trí. Bấm dấu ⋮ ở góc trên bên phải → «Mở bằng trình duyệt» (Open in browser), rồi bấm lại nút này. Hoặc chạm vào bản đồ để đặt ghim.
map-open-app = Ứng dụng này chưa cho xem vị trí. Mở trang bằng Chrome hoặc Safari (bấm ⋯ hoặc ⋮ → mở bằng trình duyệt), hoặc chạm vào bản đồ để đặt ghim.
map-unloaded = Không tải được bản đồ. Kiểm tra mạng rồi mở lại trang.

## Link gửi vị trí

place-title = Ảnh chụp ở đâu?
place-lead = Đặt ghim đúng chỗ trong ảnh rồi gửi. Link dùng được 30 phút, cho một phản ánh.
place-send = Gửi vị trí này
place-sending = Đang gửi…
place-choose = Chọn vị trí trước: bấm «Dùng vị trí của tôi», hoặc chạm vào bản đồ.
place-done = Đã ghi nhận, cảm ơn bạn
place-done-ward = Nơi xử lý: { $ward }
place-stored = Đã nhận vị trí
place-stored-more = Bot sẽ trả lời trong cuộc trò chuyện.
place-back = Bạn có thể đóng trang này và quay lại cuộc trò chuyện.
place-failed = Chưa gửi được. Kiểm tra mạng rồi bấm gửi lại.
gone-title-old = Link đã hết hạn
gone-old = Link gửi vị trí chỉ dùng được 30 phút. Quay lại cuộc trò chuyện, gửi vị trí ở đó hoặc gửi lại ảnh để có link mới.
gone-title-used = Không cần vị trí nữa
gone-used = Phản ánh này đã có vị trí, hoặc đã bỏ. Bạn có thể đóng trang và quay lại cuộc trò chuyện.

## Gửi phản ánh

name-short = Phản ánh
form-title = Gửi phản ánh
form-lead = Một ảnh và một vị trí là đủ. Không cần tài khoản.
form-sort = Bạn muốn báo
form-sort-problem = Có việc cần xử lý
form-sort-clear = ✨ Đã đi kiểm tra, không có gì
form-sort-fixed = 🧹 Chúng tôi đã tự xử lý (ảnh trước và ảnh sau)
form-fixed-two = Tự xử lý cần hai ảnh: ảnh đầu là trước, ảnh sau là sau khi làm.
form-unit = Tính cho { $unit }.
form-unit-offline = Tính cho đơn vị trong link mời.
form-bad-invite = Link mời này không dùng được. Vẫn gửi được, chỉ không tính cho đơn vị nào.
form-photos = 1. Ảnh
form-camera = 📷 Chụp ảnh
form-files = 🖼 Chọn ảnh có sẵn
form-photos-how = Tối đa { $count } ảnh.
form-photos-count = Đã chọn { $count } ảnh.
form-preparing = Đang chuẩn bị ảnh…
form-photo-remove = Bỏ ảnh { $count }
form-photo-alt = Ảnh { $count }
form-place = 2. Vị trí
form-more = 3. Thêm vài lời (không bắt buộc)
form-kind = Loại
form-kind-unknown = Chưa rõ – tự chọn theo lời mô tả
form-words = Mô tả
form-words-how = Ví dụ: rác đổ quanh cột đèn, gần số nhà 12. Đừng ghi tên hay số điện thoại.
form-send = Gửi phản ánh
form-sending = Đang gửi…
form-privacy = Ảnh được bỏ hết thông tin ẩn trước khi lưu. Ai có mã đều xem được ảnh, vị trí và tình trạng, không xem được lời mô tả.
form-no-photo = Cần ít nhất một ảnh.
form-no-place = Cần vị trí: bấm «Dùng vị trí của tôi», hoặc chạm vào bản đồ.
form-outside = Vị trí nằm ngoài vùng phụ trách. Dời ghim rồi gửi lại.
form-too-many = Tối đa { $count } ảnh; ảnh thêm đã bỏ.
form-known = Ảnh này đã có trong phản ánh #{ $code }, nên không gửi lần nữa. Chụp ảnh mới tại chỗ rồi gửi lại nhé.
form-photo-too-big = Ảnh { $count } quá nặng (trên 20 MB). Bỏ ảnh đó rồi gửi lại.
form-photo-bad = Ảnh { $count } không mở được. Dùng được: JPEG, PNG, WebP, HEIC.
form-bad = Không gửi được. Mở lại trang rồi thử lại.
form-kept = Trên máy này
form-kept-how = { $count } phản ánh chờ có mạng. Có mạng thì máy tự gửi, mỗi phản ánh một lần. Mở lại trang này nếu chưa thấy gửi.
form-kept-none = Các phản ánh đã gửi từ máy này.
form-waiting = Chờ mạng, lưu lúc { $at }
form-stored = Đã tới nơi, đang chờ mã
form-sent = #{ $code } · { $ward }
form-same = Chỗ này có việc đang chờ xử lý. Cùng việc này?
form-same-yes = Đúng, thêm ảnh vào #{ $code }
form-same-no = Không, việc khác
form-same-photo = Ảnh của #{ $code }
form-same-otherwise = Không trả lời thì sau vài phút phản ánh được gửi riêng.
form-try = Gửi ngay
form-drop = Bỏ
form-drop-sure = Bỏ phản ánh này? Ảnh của nó cũng bị xóa khỏi máy.
form-edit = Sửa
form-done = Đã ghi nhận, cảm ơn bạn
form-done-ward = Nơi xử lý: { $ward }
form-done-page = Xem tình trạng
form-done-follow = Sẽ không có tin nhắn nào báo lại. Muốn biết xử lý đến đâu, bấm «Xem tình trạng»; hãy giữ mã.
form-done-stored = Phản ánh đã tới nơi
form-done-stored-more = Mã sẽ tự hiện ở đây, thường sau vài giây.
form-done-kept = Đã lưu trên máy
form-done-kept-more = Chưa có mạng. Có mạng thì máy tự gửi, mỗi phản ánh một lần.
form-another = Gửi phản ánh khác
form-full = Máy không còn chỗ để lưu. Giữ trang này mở và bấm gửi khi có mạng.

## Trang của một phản ánh

report-kind = Loại
report-ward = Nơi xử lý
report-filed = Gửi lúc
report-accepted = Nhận xử lý
report-reopened = Mở lại
report-resolved = Báo xong
report-ticket = Số phiếu phúc tra
report-confirmed = Hoàn tất
report-confirmed-reporter = Hoàn tất, người gửi xác nhận
report-confirmed-recheck = Hoàn tất, phúc tra xác nhận
report-confirmed-silence = Hoàn tất, không ai báo chưa xong
report-refused = Từ chối
report-duplicate = Trùng
report-withdrawn = Thu hồi
report-reason = Lý do
report-due = Hạn xử lý
report-same = Cùng việc với
spot-title = Điểm tái vi phạm
spot-owner = Phụ trách
spot-since = Từ
spot-history = Lịch sử: { $count } phản ánh
spot-photo = Ảnh của #{ $code }
report-before = Trước
report-after = Sau
report-photo = { $name }, ảnh { $number }
report-where = Vị trí
report-map = Bản đồ có ghim tại nơi phản ánh
report-hidden = Ảnh và vị trí của phản ánh này không được hiển thị.
report-how = Mở lại trang để xem tình trạng mới nhất. Ai có mã đều xem được trang này.
no-report-title = Không tìm thấy phản ánh
no-report = Không có phản ánh nào mang mã này. Mã có 4 hoặc 5 chữ và số, như K7P2.
no-report-new = Gửi phản ánh mới

## Kết quả xử lý của các phường

results-title = Kết quả xử lý của các phường
results-days = { $count } ngày qua. Không kể phản ánh do chính người gửi báo xong.
results-closings = Số lần báo xong
results-asked = Người gửi được hỏi
results-answered = Đã trả lời
results-good = Thấy ổn rồi
results-words = Người gửi nói gì
results-words-how = Dưới { $count } ý kiến thì chưa hiện, để không lộ ý kiến của ai.
results-confirmed = Ai xác nhận
results-confirmed-how = Người gửi bấm 😀, người khác tới xem lại (phúc tra), hoặc hết hạn mà không ai báo chưa xong. Mở lại: lần báo xong không đúng.
results-n = Báo xong
results-column-asked = Được hỏi
results-column-answered = Trả lời
results-column-good = 😀
results-column-fair = 😐
results-column-bad = ☹️
results-column-by-reporter = Người gửi
results-column-by-recheck = Phúc tra
results-column-by-silence = Hết hạn
results-column-reopened = Mở lại
results-none = Chưa có phản ánh nào được báo xong trong thời gian này.
results-rechecks = Bốc thăm phúc tra

## Phúc tra theo bốc thăm

rechecks-title = Phúc tra theo bốc thăm
rechecks-what = Mỗi tuần, mỗi phường có { $count } lần báo xong được bốc thăm. Một người không liên quan tới tận nơi xem lại.
rechecks-week = Tuần { $name }
rechecks-drawn = Bốc thăm lúc { $at }
rechecks-late = muộn { $days } ngày
rechecks-count = Số lần báo xong trong tuần
rechecks-a-ward = Bốc thăm mỗi phường
rechecks-ticket = Phiếu
rechecks-found = Kết quả
rechecks-verdict-open = đang chờ
rechecks-verdict-done = đúng là đã xử lý
rechecks-verdict-false = chưa xử lý, đã mở lại
rechecks-verdict-unclear = không rõ
rechecks-verdict-over = thôi xem, đã mở lại trước đó
rechecks-verdict-nobody = chưa có ai xem được
rechecks-secret-still = Đã bốc thăm. Kết quả hiện khi xem xong, chậm nhất một tuần sau, để không ai kịp dọn riêng những chỗ được bốc.
rechecks-again = Tự bốc lại
rechecks-again-how = Từ tuần trước đó, bot tạo một số bí mật và công bố ngay dấu SHA-256 của số đó, nên về sau không đổi được. Riêng tuần đầu tiên, hoặc khi cả tuần trước đó bot không chạy, thì bot làm việc này trong tuần. Hết tuần, hạt giống là SHA-256 của số bí mật và danh sách các lần báo xong trong tuần. Ở mỗi phường, phiếu nào cùng hạt giống cho SHA-256 nhỏ nhất thì được bốc. Số phiếu của một phản ánh có trên trang của phản ánh đó.
rechecks-promise = Dấu công bố trước, lúc { $at }
rechecks-secret = Số bí mật
rechecks-seed = Hạt giống
rechecks-pool = Danh sách để bốc: { $count } phiếu
rechecks-commands = Lưu danh sách thành tệp, rồi chạy trên máy Linux; dòng đầu phải đúng với dấu công bố trước:
rechecks-none = Chưa có lần bốc thăm nào.
rechecks-coming = Các tuần chưa bốc thăm
rechecks-coming-how = Dấu của số bí mật, công bố từ tuần trước đó; riêng tuần đầu tiên, hoặc khi cả tuần trước đó bot không chạy, thì trong tuần.
rechecks-coming-week = Tuần { $name }, công bố lúc { $at }
rechecks-weeks = Các tuần trước

## Ý kiến của người gửi, trên máy đã gửi

word-title = Bạn thấy chỗ đó thế nào?
word-how = Phản ánh này gửi từ máy này, nên bạn cho ý kiến được. Chưa xử lý thì chọn ☹️.
word-why = Chưa ổn ở điểm nào?
word-thanks = Cảm ơn bạn, đã ghi ý kiến. Trong hạn vẫn đổi lại được.
word-later = Chưa gửi được. Thử lại sau nhé.

## Trang thi đua của văn phòng

contest-title = Thi đua
contest-lead = Chấm điểm, xem bảng, chốt và công bố kết quả. Liên kết mở được một lần; trang này dùng được vài giờ.
contest-name = Tên
contest-total = Tổng
contest-reward = Khen thưởng
contest-written = Thể lệ đưa vào ngày { $day }.
contest-coming = chưa bắt đầu
contest-running = đang diễn ra
contest-over = đã hết, chưa chốt
contest-closed = đã chốt, chưa công bố
contest-published = đã công bố
contest-score = Hội đồng chấm điểm
contest-comment = Nhận xét (cần có)
contest-save = Lưu
contest-needed = { $name }: cần ghi điểm từ 0 đến { $number } và nhận xét.
contest-saved = Đã lưu điểm của { $name }.
contest-by = Người chấm: { $name }
contest-close = Chốt kết quả
contest-close-sure = Chốt rồi không sửa được nữa. Bấm lần nữa để chốt
contest-closed-done = Đã chốt kết quả.
contest-publish = Công bố vào các nhóm
contest-publish-sure = Bấm lần nữa để công bố
contest-published-done = Đã công bố, bot đang báo vào các nhóm.
contest-hash = Mã kiểm tra kết quả: { $code } (16 ký tự đầu của mã SHA-256 của tệp kết quả)
contest-save-docx = Tải Word
contest-save-xlsx = Tải Excel
contest-save-json = Tải tệp kết quả (JSON)
contest-template = Mẫu Word của cơ quan (RESULT_TEMPLATE) có chỗ sai nên chưa tải được. Nhờ người cài đặt xem lại.
contest-edit = Sửa
contest-new = Lập hoặc sửa một đợt
contest-new-how = Sửa mẫu dưới đây rồi lưu. Sửa được đến trước ngày bắt đầu; lập muộn thì văn bản ghi rõ ngày lập; cùng mã (slug) là cùng một đợt.
contest-file = Nội dung tệp
contest-add = Kiểm tra và lưu
contest-added = Đã lưu.
contest-old = Liên kết đã dùng hoặc hết hạn. Nhắn /thidua cho bot để nhận liên kết mới.
contest-offline = Không kết nối được. Kiểm tra mạng rồi thử lại.
contest-wait = Thử quá nhiều lần. Đợi một phút rồi mở lại.
contest-bad = Không hiểu yêu cầu này. Tải lại trang rồi thử lại.
## Bảng xếp hạng

board-weeks = Bảng xếp hạng các tuần
board-now = tuần này, đang chạy
board-none = Không có bảng này
board-check = Kiểm tra lại
board-check-how = Dãy trên là SHA-256 của tệp { $file }.json: tải về rồi chạy sha256sum. Tệp { $file }.csv có mọi khoản của tuần; cộng theo đơn vị hay phường sẽ ra đúng các con số trong bảng. Cột points tính theo 1/100 điểm: 150 là 1,5 điểm.
board-corrections = Văn phòng điều chỉnh trong tuần
board-later = Tính sau khi chốt
board-later-how = Bảng đã chốt không đổi. Những gì về tuần này mà biết sau, kể cả điều chỉnh của văn phòng, được tính vào tuần sau và ghi ở đây.
board-later-none = Chưa có khoản nào.
lines-week = Tuần { $week }
lines-total = Cộng: { $points } điểm
lines-extra = Cộng, trừ vào điểm: { $points }
lines-how = Mỗi con số trong bảng là tổng các khoản dưới đây. Dấu * là khoản của ngày trước, được tính vào tuần này.
lines-codes = Mã chỉ hiện hai chữ đầu: người có mã thì nhận ra, người ngoài không mở được phản ánh.
lines-only-sum = Chỉ hiện tổng, không hiện ý kiến nào là của phản ánh nào.
lines-cut = Chỉ hiện các khoản mới nhất.
line-hours = { $hours } giờ làm việc
lines-back = Về bảng của tuần
