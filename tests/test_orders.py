"""What officers' messages are understood to ask for, and above all what they are not."""

import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.orders import Order, understand
from handlers.words import find_codes, new_code, plain

ACCEPT = """
nhận
Nhận ạ
nhan
nhận xử lý
nhan xu ly nhe
nhận xl
tiếp nhận
Tiep nhan xu ly
đã nhận
da nhan
đã tiếp nhận ạ
ok nhận
ok em nhận nhé
em nhận vụ này
e nhan ca nay a
dạ bên em nhận ạ
để em nhận
accept
Accepted.
#K7P2 nhận
nhận K7P2
Nhận xử lý trong chiều nay
tiếp nhận, sẽ xử lý trong sáng mai
vụ này em nhận
@bot_phuong nhận xử lý
"""

RESOLVE = """
xong
Xong.
XONG RỒI Ạ
đã xong
da xong
xong r
xong rùi
xog
xong rồi ạ
xong roi a
Xong rồi nhé anh
xong hết rồi
da xu ly
đã xử lý
đả xữ lý
đã xử lí
đã xử lý xong
da xl xong r nha
xl xong
xl r
xly xong
dx xl
đx xl
ok r
ok rồi
oke r ạ
hoàn thành
hoan thanh
đã hoàn thành
Hoàn tất
đã dọn
đã dọn sạch sẽ
đã dọn rồi ạ
dọn xong rồi
da don xong
đã thu gom
đã được khắc phục
đã tháo dỡ
sửa xong rồi ạ
bên em làm xong rồi
dạ báo cáo anh, phường đã xử lý xong ạ
Dạ em báo cáo: đã dọn sạch vỉa hè, không còn rác
vâng, xong rồi ạ
vừa xong
done
Done!
fixed
resolved
#K7P2 xong
K7P2: đã xử lý
k7p2 xong r
xong K7P2
xong rồi K7P2 nhé
chỗ này xong rồi
@bot_phuong xong
@Nguyễn Văn A Xong rồi nhé
xong 👍
xong rồi, cảm ơn các anh
"""

REFUSE = """
từ chối
từ chối không thuộc phường
tu choi khong thuoc phuong
Từ chối: trùng với phản ánh khác
từ chối K7P2 không thuộc phường
#K7P2 tu choi, anh mo khong ro cho nao
em từ chối vì đây là đất của tư nhân
refuse not our ward
reject: duplicate
không nhận vì ngoài địa bàn
ko nhận, trùng
k nhan vi khong thuoc phuong
không nhận
"""

PASS = """
chuyển phường Thạch Thang
chuyen phuong thach thang
chuyển sang phường Hải Châu I
chuyển qua p. hai chau 1
chuyển Thạch Thang
chuyển cho phường Thạch Thang xử lý nhé
#K7P2 chuyển Thạch Thang
chuyển K7P2 sang Thạch Thang
chuyển
pass thach thang
chuyen dong xuan ha
chuyen nha moi
chuyển đến Hàng Dừa
đề nghị chuyển phường Thạch Thang
"""

NOT_DONE = """
chưa xong
chua xong
Chưa xong đâu ạ
chưa xử lý
chua xu ly
chưa xl
chưa đâu
chưa
vẫn chưa xong
vẫn chưa dọn
chưa dọn xong
chưa sạch
không xong
ko xong
chưa xong, rác vẫn còn nguyên
vẫn còn rác
not done
not yet
#K7P2 chưa xong
dạ chưa xong ạ
"""

UNDO = """
hoàn tác
hoan tac
hủy
huỷ
huy
Hủy nhé
undo
nhầm
nhầm rồi
em bấm nhầm
nhầm, phường khác mới đúng
hủy K7P2
"""

NONE = """
sắp xong
mai xong
đang xử lý
dang xu ly
bao giờ xong?
bao gio xong
xong chưa?
xong chưa
xong chua
xong chưa ạ
xong chua a
xong không
xong ko v
xong hả
xong à
xong rồi hả anh
xong rồi à
xong đâu
đã xong chưa
đã xử lý chưa
đã dọn rồi à
đã dọn chưa anh
sẽ xử lý
se xu ly
khi nào xong
gần xong
gan xong roi
chiều xong
em đang dọn
đã xử lý một phần
đã dọn nhưng vẫn còn
đã xử lý nhưng chưa xong
đã dọn hôm qua rồi mà lại bị xả tiếp
hôm qua đi xong về thấy đống rác vẫn còn nguyên
ăn cơm xong rồi em qua
họp xong em ra kiểm tra
Xong việc ở cơ quan em sẽ ghé qua đó xem thế nào rồi báo lại
hoàn thành tốt nhiệm vụ nhé các em
Hoàn thành chỉ tiêu tuần này
xong sớm nhé
xử lý ngay nhé
dạ xử lý ngay
nhờ anh xử lý xong giúp em
xử lý xong báo anh
ai nhận vụ này
nhận chưa
anh nhận được tin chưa ạ
nhận được ảnh rồi
Nhận quà ở hội trường sáng thứ bảy
Mọi người nhớ mang áo thanh niên khi đi nhận nhiệm vụ sáng chủ nhật
nhân viên thu gom rác
nhắn tin cho em
không nhận được ảnh
không nhận ra chỗ nào
chưa nhận
chưa biết
không từ chối
sao lại từ chối
từ chối được không
từ chối hay nhận đây
đã từ chối rồi
đã đón khách
đã đơn giản hơn
chuyện gì vậy
chuyển khoản cho em
chuyển trọ
chuyển chưa
chuyến xe sáng nay
Huy ơi
anh Huy
em Huy
nhầm phường rồi
ok
ok rồi để em xem
ok em
vâng ạ
cảm ơn anh
được rồi
xong K7P2 M4N5
Đường này đã sửa rồi, sáng nay xe qua được, cảm ơn phường
well done
cho xong
chuyen chua
doi xong
đợi xong
để em dọn xong
de xong
xong, tính sau
xong đi
đã dọn đi anh
done?
is it done yet
K7P2 M4N5 xong
Chỗ này hôm trước phường xong rồi nhưng tối qua người ta lại đổ ra
Tối qua trời mưa lớn, nước ngập tới đầu gối, sáng nay xe gom rác đi xong thì vẫn còn mùi
"""


WORDS = [
    "xong",
    "chưa",
    "đã",
    "dọn",
    "nhận",
    "từ",
    "chối",
    "chuyển",
    "K7P2",
    "#M4N5",
    "ok",
    "r",
    "k",
]
DOUBTS = [
    "chưa",
    "không",
    "ko",
    "sắp",
    "sẽ",
    "mai",
    "đang",
    "gần",
    "bao giờ",
    "khi nào",
    "đừng",
    "chờ",
    "đợi",
    "có",
    "nếu",
    "nhờ",
    "để",
]
QUESTIONS = [
    "chưa",
    "chua",
    "không",
    "ko",
    "k",
    "hong",
    "hả",
    "đâu",
    "à",
    "?",
    "chưa ạ",
    "chưa anh",
    "thế nào",
    "sao",
    "nhỉ",
    "đi",
    "sớm",
    "thì báo",
]


def messages(text: str) -> list[str]:
    return text.strip().splitlines()


@pytest.mark.parametrize("text", messages(ACCEPT))
def test_accepting_is_understood(text: str) -> None:
    assert understand(text).verb == "accept"


@pytest.mark.parametrize("text", messages(RESOLVE))
def test_resolving_is_understood(text: str) -> None:
    assert understand(text).verb == "resolve"


@pytest.mark.parametrize("text", messages(REFUSE))
def test_refusing_is_understood(text: str) -> None:
    assert understand(text).verb == "refuse"


@pytest.mark.parametrize("text", messages(PASS))
def test_passing_on_is_understood(text: str) -> None:
    assert understand(text).verb == "pass"


@pytest.mark.parametrize("text", messages(NOT_DONE))
def test_not_being_done_is_understood(text: str) -> None:
    assert understand(text).verb == "not_done"


@pytest.mark.parametrize("text", messages(UNDO))
def test_undoing_is_understood(text: str) -> None:
    assert understand(text).verb == "undo"


@pytest.mark.parametrize("text", messages(NONE))
def test_anything_else_is_a_note(text: str) -> None:
    assert understand(text).verb == "none"


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("xong", Order("resolve", None, "")),
        ("#K7P2 xong", Order("resolve", "K7P2", "")),
        ("xong k7p2 rồi ạ", Order("resolve", "K7P2", "")),
        ("xong rồi, cảm ơn các anh!", Order("resolve", None, "cảm ơn các anh")),
        ("xong #K7P2: đã lập biên bản", Order("resolve", "K7P2", "đã lập biên bản")),
        ("đã dọn vỉa hè k7p2", Order("resolve", "K7P2", "vỉa hè")),
        ("từ chối K7P2 không thuộc phường", Order("refuse", "K7P2", "không thuộc phường")),
        ("Từ chối không thuộc phường #K7P2", Order("refuse", "K7P2", "không thuộc phường")),
        ("từ chối: trùng K7P2, đã có", Order("refuse", None, "trùng K7P2, đã có")),
        ("từ chối M4N5: trùng K7P2", Order("refuse", "M4N5", "trùng K7P2")),
        ("từ chối rộng 25cm", Order("refuse", None, "rộng 25cm")),
        ("từ chối lúc 2h45", Order("refuse", None, "lúc 2h45")),
        ("tu choi khong ro cho nao", Order("refuse", None, "khong ro cho nao")),
        ("từ chối <b>vì…", Order("refuse", None, "<b>vì…")),
        ("Từ chối: «đất tư» (xem ảnh!)", Order("refuse", None, "«đất tư» (xem ảnh!)")),
        ("từ chối - #1 là đất tư.", Order("refuse", None, "#1 là đất tư.")),
        ("từ chối, (K7P2) [sai] phường!!", Order("refuse", "K7P2", "[sai] phường!!")),
        ("từ chối “đất tư”, #K7P2.", Order("refuse", "K7P2", "“đất tư”")),
        ("#K7P2 từ chối…", Order("refuse", "K7P2", "")),
        ("từ chối!", Order("refuse", None, "")),
        ("chuyển sang phường Thạch Thang", Order("pass", None, "phường Thạch Thang")),
        ("chuyển Thạch Thang xử lý nhé", Order("pass", None, "Thạch Thang")),
        ("#K7P2 chuyen thach thang", Order("pass", "K7P2", "thach thang")),
        ("chuyển K7P2 Thạch Thang", Order("pass", "K7P2", "Thạch Thang")),
        ("tiếp nhận, chiều nay ra", Order("accept", None, "chiều nay ra")),
        ("chưa xong, rác còn nguyên", Order("not_done", None, "rác còn nguyên")),
        ("#K7P2 có người đang dọn", Order("none", "K7P2", "có người đang dọn")),
        ("K7P2 có người đang dọn", Order("none", "K7P2", "có người đang dọn")),
        ("xem giúp K7P2", Order("none", "K7P2", "xem giúp")),
        ("xem giúp #k7p2 với", Order("none", "K7P2", "xem giúp với")),
        ("xong K7P2 M4N5", Order("none", None, "xong K7P2 M4N5")),
        ("xong chưa?", Order("none", None, "xong chưa?")),
        ("", Order("none", None, "")),
        ("👍", Order("none", None, "👍")),
    ],
)
def test_the_code_and_the_other_words_are_kept(text: str, order: Order) -> None:
    assert understand(text) == order


def test_the_words_kept_are_those_typed_whatever_the_form_of_the_letters() -> None:
    typed = unicodedata.normalize("NFD", "Từ chối: Không thuộc phường")
    assert understand(typed) == Order("refuse", None, "Không thuộc phường")


def test_an_invisible_character_hides_nothing() -> None:
    assert understand("\ufeffxo\u200bng").verb == "resolve"


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    order = understand(text)
    assert order.code is None or order.code in find_codes(text)


@given(
    st.lists(
        st.sampled_from(
            [
                *" .,:?\n@#Aạ",
                *[
                    "xong",
                    "chưa",
                    "đã",
                    "dọn",
                    "nhận",
                    "từ",
                    "chối",
                    "chuyển",
                    "K7P2",
                    "#M4N5",
                    "ok",
                    "r",
                    "k",
                ],
            ]
        ),
        max_size=12,
    )
)
def test_any_mixture_of_known_words_can_be_read(pieces: list[str]) -> None:
    for joint in ("", " "):
        understand(joint.join(pieces))


done = st.sampled_from([text for text in messages(RESOLVE) if "," not in text and "@" not in text])


@given(
    done,
    st.sampled_from(
        ["chưa", "không", "ko", "sắp", "sẽ", "mai", "đang", "gần", "bao giờ", "khi nào", "đừng"]
    ),
)
def test_a_word_of_doubt_before_it_never_resolves(text: str, doubt: str) -> None:
    for said in (f"{doubt} {text}", plain(f"{doubt} {text}"), f"dạ {doubt} {text}"):
        assert understand(said).verb in {"not_done", "none"}


@given(
    done,
    st.sampled_from(
        [
            "chưa",
            "chua",
            "không",
            "ko",
            "k",
            "hả",
            "đâu",
            "à",
            "?",
            "chưa ạ",
            "chưa anh",
            "thế nào",
            "sao",
        ]
    ),
)
def test_a_question_after_it_never_resolves(text: str, question: str) -> None:
    assert understand(f"{text} {question}").verb == "none"


@given(
    st.sampled_from(messages(ACCEPT + RESOLVE + REFUSE + PASS + NOT_DONE + UNDO)),
    st.sampled_from(["hôm qua", "tối nay", "nếu", "ai", "nghe nói", "con em", "trời mưa, em"]),
)
def test_a_verb_that_is_not_said_first_asks_nothing(text: str, before: str) -> None:
    assert understand(f"{before} {text}").verb == "none"


@given(st.sampled_from(messages(RESOLVE + ACCEPT + NOT_DONE)), st.integers())
def test_a_marked_code_before_it_names_the_report(text: str, seed: int) -> None:
    if not find_codes(text):
        code = new_code(random.Random(seed))
        assert (understand(f"#{code} {text}").verb, understand(f"#{code} {text}").code) == (
            understand(text).verb,
            code,
        )


@given(st.sampled_from(messages(REFUSE + PASS)))
def test_what_is_said_without_marks_is_said_all_the_same(text: str) -> None:
    assert understand(plain(text)).verb == understand(text).verb
