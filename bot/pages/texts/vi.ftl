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
place-old = Link đã hết hạn. Quay lại cuộc trò chuyện và gửi lại ảnh nhé.
place-used = Phản ánh này không cần vị trí nữa.
gone-title-old = Link đã hết hạn
gone-old = Link gửi vị trí chỉ dùng được 30 phút. Quay lại cuộc trò chuyện, gửi vị trí ở đó hoặc gửi lại ảnh để có link mới.
gone-title-used = Không cần vị trí nữa
gone-used = Phản ánh này đã có vị trí, hoặc đã bỏ. Bạn có thể đóng trang và quay lại cuộc trò chuyện.
