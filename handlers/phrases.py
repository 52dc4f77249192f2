"""The words officers use and what may follow them; how they are read is in orders.

When in doubt nothing is meant: a report wrongly closed or refused costs more than a question.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

from handlers.words import marks, plain

Verb = Literal[
    "accept", "resolve", "refuse", "pass", "not_done", "reopen", "undo", "duplicate", "none"
]


class Word(NamedTuple):
    """A typed word and where it stands in the text; a code if it could be one."""

    bare: str
    marks: str
    start: int = 0
    end: int = 0
    code: str | None = None

    def may_be(self, other: "Word") -> bool:
        """Typed without marks it may be any word, with marks it is that word: đón is not dọn."""
        return self.bare == other.bare and self.marks in {"", other.marks}


Phrase = tuple[Word, ...]


class Phrases:
    """Phrases to look for at a place among words; the longest that stands there counts."""

    def __init__(self, *phrases: Phrase) -> None:
        self.all = phrases
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            self._by_first.setdefault(phrase[0].bare, []).append(phrase)

    def __add__(self, other: "Phrases") -> "Phrases":
        return Phrases(*self.all, *other.all)

    def length(self, words: Sequence[Word], at: int) -> int:
        """How many words the phrase at this place has; 0 if there is none."""
        known = self._by_first.get(words[at].bare, ())
        return max((len(phrase) for phrase in known if _stands(words, at, phrase)), default=0)

    def length_at_end(self, words: Sequence[Word]) -> int:
        ends = (len(phrase) for phrase in self.all if len(phrase) <= len(words))
        return max((n for n in ends if self.length(words, len(words) - n) == n), default=0)


def _stands(words: Sequence[Word], at: int, phrase: Phrase) -> bool:
    here = words[at : at + len(phrase)]
    return len(here) == len(phrase) and all(map(Word.may_be, here, phrase))


def _any(text: str, pattern: str = "*") -> Phrases:
    said = (pattern.replace("*", phrase).split() for phrase in text.split("|"))
    return Phrases(*(tuple(Word(plain(word), marks(word)) for word in words) for words in said))


_NOTHING = Phrases()


class Rule(NamedTuple):
    """How a verb is said and what may follow it for the sentence still to mean the verb."""

    verb: Verb
    phrases: Phrases
    fillers: Phrases
    # The most words that may follow directly, and after a comma or a code.
    joined: int
    apart: int
    blocked: Phrases = _NOTHING
    first: Phrases | None = None
    not_first: Phrases = _NOTHING


TEEN = {
    "xl": "xử lý", "xly": "xử lý", "lí": "lý", "li": "lý", "dx": "đã", "đx": "đã", "r": "rồi",
    "rùi": "rồi", "rui": "rồi", "oy": "rồi", "ròi": "rồi", "ko": "không", "k": "không",
    "kg": "không", "khg": "không", "hok": "không", "hông": "không", "dc": "được",
    "đc": "được", "xog": "xong", "xonq": "xong", "oke": "ok", "okie": "ok", "okay": "ok",
    "oki": "ok", "okê": "ok", "nhg": "nhưng", "bc": "báo cáo", "chx": "chưa",
}  # fmt: skip

_ACTIONS = (
    "xử lý|dọn|dọn dẹp|dọn sạch|dọn sạch sẽ|thu gom|gom|quét|quét dọn|khắc phục|giải quyết|sửa"
    "|sửa chữa|tháo dỡ|vệ sinh"
)
_POLITE = _any(
    "rồi|ạ|a|nhé|nha|nhen|nghe|anh|chị|em|e|cô|chú|bác|bạn|sếp|ơi|mọi người|cả nhà|luôn|đó|đây"
    "|này|hết|hết rồi|sạch|sạch sẽ|ok|sir|all|thanks"
)
# Not "chỗ", "đội", "cô" by themselves: without marks they are also "chờ", "đợi", "có".
LEAD = _any(
    "dạ|đã|vâng|ok|ừ|uh|uhm|yes|em|e|anh|a|chị|c|chú|bác|anh chị|sếp|ơi|mọi người|cả nhà|báo cáo"
    "|thưa|kính|alo|hi|hello|chào|bên em|bên mình|phường|phường em|tổ em|đội em|cô ơi|chúng tôi"
    "|chúng em|tôi|tui|mình|i|vừa|mới|hôm nay|sáng nay|cán bộ"
    "|kiểm tra và"
)
PLACE = _any(
    "này|vụ|việc|điểm|cái|ở đây|ở đó|phản ánh|rác|xà bần|vỉa hè|đường|hẻm|kiệt|ngõ|số|chỗ này"
    "|chỗ đó|chỗ kia|ca này|tin này"
)
_ABOUT = _any("vụ|việc này|ca|điểm|chỗ|cái này|tin|phản ánh|báo cáo|thông tin|xử lý|và|ngay")
_DOUBT = _any(
    "chưa|không|nhưng|mai|sắp|sẽ|đang|gần|một phần|1 phần|một nửa|nửa|nếu|lại|vẫn|còn|nào|gì|sao|hả"
    "|ai|đâu|bao giờ|khi nào|giúp|giùm|hộ|phải|cần|tạm|tạm thời|bước đầu|chờ|đợi|muốn|hình như"
    "|chắc|chừng|mấy|hồi|mà|đi|sớm|sau|thì|là|báo|vậy|nhỉ|hen|ha|hong|ch|thật|mới|khi|từ chối"
    "|chuyển|not|yet|when|but|will"
)
# Words that cast no doubt together though one of them would alone.
HARMLESS = _any("không còn|không sao|sạch sẽ|mọi người")
# Few, because without marks many a ward begins like "nhà", "hàng" or "động".
_NOT_A_WARD = _any("khoản|tiền|trọ|công tác|rồi|xong|giúp|giùm|wifi|gì|này")
WARD_ENDS = _any("xử lý|giải quyết|kiểm tra|giúp|nhé|ạ|rồi")

RULES = (
    Rule(
        "accept",
        _any("nhận|xin nhận|accept|accepted") + _any("em|e|anh|mình|tôi|phường", "để * nhận"),
        _POLITE + _ABOUT,
        joined=0,
        apart=10,
        blocked=_any("chưa|không|hả|xong|hoàn thành|từ chối|chuyển|ai|gì|not"),
    ),
    Rule(
        "accept",
        _any("nhận xử lý|tiếp nhận|nhận và xử lý|tiếp nhận và xử lý"),
        _POLITE + _ABOUT,
        joined=6,
        apart=10,
        blocked=_any("chưa|không|hả|xong|hoàn thành|từ chối|chuyển|ai|gì"),
    ),
    Rule(
        "resolve",
        _any(
            "xong|đã xong|ok rồi|hoàn thành|đã hoàn thành|hoàn thành xử lý|hoàn tất|đã hoàn tất"
            "|làm xong|đã làm xong|all done|done|resolved|fixed|completed"
        )
        + _any(_ACTIONS, "* xong")
        + _any(_ACTIONS, "* rồi"),
        _POLITE + _any("vụ này|chỗ này|điểm này|việc này|cái này|ca này|rác"),
        joined=0,
        apart=8,
        blocked=_DOUBT,
    ),
    Rule(
        "resolve",
        _any(_ACTIONS, "đã *") + _any(_ACTIONS, "đã được *") + _any(_ACTIONS, "đã * xong"),
        _POLITE,
        joined=8,
        apart=12,
        blocked=_DOUBT,
    ),
    Rule(
        "refuse",
        _any("từ chối|xin từ chối|refuse|refused|reject|rejected"),
        _any("ạ|nhé"),
        joined=30,
        apart=60,
        blocked=_any("được không|hả|thế nào|làm sao"),
        not_first=_any("của|là|thì|nhận|hay|được|như"),
    ),
    Rule(
        "refuse",
        _any("không nhận|không tiếp nhận|không nhận xử lý"),
        _NOTHING,
        joined=30,
        apart=60,
        blocked=_any("được không|hả|thế nào|làm sao"),
        first=_any("vì|do|bởi|tại|vụ|việc|ca|lý do|không|ngoài|sai|trùng|thuộc|ảnh mờ|ạ"),
    ),
    Rule(
        "pass",
        _any("chuyển|pass|chuyển phản ánh|đề nghị chuyển|pass to")
        + _any("sang|qua|cho|về|đến|tới|tiếp|tiếp cho|tiếp sang", "chuyển *"),
        _NOTHING,
        joined=8,
        apart=8,
        blocked=_any("xong|chưa|không"),
        not_first=_NOT_A_WARD,
    ),
    Rule(
        "not_done",
        _any("chưa|chưa đâu|vẫn chưa|không xong|chưa được|not done|not yet|not fixed")
        + _any(f"xong|hoàn thành|sạch|hết|làm|{_ACTIONS}", "chưa *")
        + _any(f"xong|hoàn thành|sạch|hết|làm|{_ACTIONS}", "vẫn chưa *")
        + _any(f"làm|{_ACTIONS}", "chưa * xong"),
        _POLITE + _any("đâu|gì|gì hết|cả"),
        joined=0,
        apart=12,
        blocked=_any("hả|sao|từ chối|chuyển"),
    ),
    Rule("not_done", _any("vẫn còn|vẫn còn nguyên|còn nguyên"), _POLITE, 4, 12, _any("hả|không")),
    Rule(
        "duplicate",
        _any("trùng|trùng với|bị trùng|trùng lặp|trùng lặp với|trùng tin|trùng phản ánh|trùng việc")
        + _any("duplicate|duplicate of|same as"),
        _POLITE + _any("với|phản ánh|tin|mã|vụ|việc|của|rồi|of|with"),
        joined=3,
        apart=3,
    ),
    Rule("reopen", _any("mở lại|xin mở lại|reopen"), _POLITE + _ABOUT, joined=0, apart=60),
    Rule(
        "undo",
        _any(
            "hoàn tác|hủy|hủy bỏ|hủy lệnh|hủy thao tác|undo|nhầm|bấm nhầm|nhắn nhầm|gửi nhầm"
            "|nhầm nút"
        ),
        _any("rồi|ạ|a|nhé|nha|giúp em|giúp"),
        joined=0,
        apart=8,
    ),
)

# What members write with a photo that shows nothing wrong, or what they put right themselves.
CHECKED = _any(
    "kiểm tra|đã kiểm tra|đi kiểm tra|đã đi kiểm tra|tuần tra|đi tuần|đã đi tuần|đi một vòng"
    "|checked|we checked|i checked"
)
CLEAN = _any(
    "không có gì|không có gì bất thường|không có gì vi phạm|không có vi phạm|không có vấn đề"
    "|không có vấn đề gì|không có rác|không thấy gì|không thấy vi phạm|không phát hiện gì"
    "|không phát hiện vi phạm|sạch|sạch sẽ|sạch đẹp|thông thoáng|gọn gàng|bình thường"
    "|nothing|nothing wrong|nothing to report|all clear|clean|all clean"
)
STREET = _any(
    "đường|tuyến|tuyến đường|khu|khu vực|phố|hẻm|kiệt|ngõ|chợ|công viên|vỉa hè|lòng đường|lề đường"
    "|cây xanh|đèn đường|street|the street"
)
YET = _any(
    "không|chưa|nhưng|trừ|ngoài|còn|vẫn|sẽ|sắp|định|mai|phải|cần|đề nghị|yêu cầu|nhờ|giúp|giùm|hộ"
    "|họ|dân|dơ|bẩn|hôi|thối|hư|hỏng|bể|vỡ|lấn|not|but|except|please|will"
)
AROUND = (
    LEAD
    + _POLITE
    + _any("hôm nay|sáng nay|chiều nay|tối nay|hiện|hiện tại|cả|đều|rất|và|thì|là|xong")
    + _any("today|now|is|and")
)
_WE = "chúng tôi|chúng em|bọn em|tụi em|tụi mình|nhóm em|đoàn viên|chi đoàn|anh em|mình|em|tôi"
_SELF = "|".join(f"tự {action}" for action in _ACTIONS.split("|"))
OURSELVES = (
    _any(_SELF, "đã *")
    + _any(_SELF, "* xong")
    + _any("|".join(f"{who} {did}" for who in _WE.split("|") for did in _SELF.split("|")))
    + _any("we fixed|we cleaned|fixed it ourselves|cleaned it ourselves|cleaned it up ourselves")
)

# What is answered to whether two reports are of the same thing.
YES = _any(
    "đúng|đúng rồi|đúng ạ|phải|phải rồi|ừ|uh|vâng|dạ|dạ đúng|dạ phải|có|cùng|cùng việc|cùng chỗ"
    "|cùng việc này|chính nó|giống|giống nhau|yes|same|the same|ok"
)
NO = _any("không|không phải|khác|việc khác|chỗ khác|dạ không|no|not|different|another")
