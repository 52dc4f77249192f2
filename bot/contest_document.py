"""What a campaign's result says on paper: the same words for every kind of file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.export_files import clean
from bot.settings import Settings
from handlers.amounts import worth
from handlers.campaigns import CampaignRules
from handlers.contest import Mark
from handlers.contest_tables import Table

DOTS = "…………………"
SHORT_DOTS = "……"


@dataclass(frozen=True)
class Row:
    rank: str
    name: str
    marks: list[str]
    total: str
    reward: str


@dataclass(frozen=True)
class Sheet:
    """A table of the document."""

    number: str
    name: str
    who: str
    heads: list[str]
    rows: list[Row]


@dataclass(frozen=True)
class Paper:
    """Everything that a template may name."""

    superior: str
    organisation: str
    symbol: str
    place: str
    year: int
    kind: str
    about: str
    days: str
    basis: list[str]
    tables: list[Sheet]
    receivers: list[str]
    signer_title: list[str]
    signer: str
    final: bool
    """what is not is neither numbered nor signed"""
    opening: str
    check: str
    written: str
    """when the rules were written, since they could have been written for a result"""
    notes: str
    """what stands below the tables"""

    def context(self) -> dict[str, object]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def paper(
    settings: Settings,
    rules: CampaignRules,
    tables: Sequence[Table],
    branches: Mapping[int, str],
    sha256: str,
    today: date,
    written: date,
) -> Paper:
    """The document of some tables. ``branches`` are those of members; ``written`` is when the rules
    were taken in."""
    final = all(table.final for table in tables)
    through = _day(max(table.through for table in tables))
    organisation, name = clean(settings.office_name) or DOTS, clean(rules.name)
    since = f"Thể lệ được đưa vào hệ thống ngày {_day(written)}" + _how_late(rules, written)
    notes = ["Điểm từng tiêu chí đã nhân trọng số ghi trong ngoặc; tổng tối đa 100 điểm."]
    if final:
        opening = f"{organisation} công bố kết quả như sau:"
        notes.append(f"Mã kiểm tra kết quả (SHA-256 của tệp kết quả): {sha256[:16]}.")
    else:
        opening = f"Số liệu tạm tính đến hết ngày {through}, chưa phải kết quả chính thức:"
    basis = [clean(line).strip().rstrip(";.") for line in rules.basis]
    return Paper(
        superior=clean(settings.office_superior) or DOTS,
        organisation=organisation,
        symbol=f"{SHORT_DOTS}/TB-{clean(settings.office_symbol) or SHORT_DOTS}",
        place=clean(settings.office_place) or DOTS,
        year=today.year,
        kind="THÔNG BÁO" if final else "KẾT QUẢ TẠM TÍNH",
        about=f"Kết quả {name}" if final else f"{name} (đến hết ngày {through})",
        days=f"từ ngày {_day(rules.first_day)} đến ngày {_day(rules.last_day)}",
        basis=[f"Căn cứ {line}" for line in basis],
        tables=[_sheet(number, table, branches) for number, table in enumerate(tables, start=1)],
        receivers=["Các đơn vị dự thi;", "Lưu: VT, HĐTĐ."],
        signer_title=[part.strip() for part in clean(settings.signer_title).split("/")]
        if settings.signer_title
        else [DOTS],
        signer=clean(settings.signer) or DOTS,
        final=final,
        opening=opening,
        check=sha256[:16],
        written=since,
        notes=" ".join([*notes, since]),
    )


def _how_late(rules: CampaignRules, written: date) -> str:
    if written > rules.last_day:
        return ", sau khi đợt thi đua kết thúc."
    return ", sau ngày bắt đầu." if written > rules.first_day else "."


def _day(day: date) -> str:
    return f"{day.day:02}/{day.month:02}/{day.year}"


def _sheet(number: int, table: Table, branches: Mapping[int, str]) -> Sheet:
    division = table.division
    members = division.kind == "members"
    rows = []
    for place in table.places:
        # Of members those alone who get something: the others' figures are nobody's business.
        if members and not place.reward:
            continue
        name = clean(place.name)
        if members and place.id in branches:
            name = f"{name} ({clean(branches[place.id])})"
        rows.append(
            Row(
                "–" if place.rank is None else str(place.rank),
                name,
                [_mark(mark) for mark in place.marks],
                worth(place.total, "vi"),
                place.reward,
            )
        )
    heads = [f"{clean(one.name)} ({one.weight})" for one in division.criteria]
    who = {"units": "Đơn vị", "wards": "Phường", "members": "Họ và tên"}[division.kind]
    return Sheet(ROMAN[number], clean(division.name), who, heads, rows)


def _mark(mark: Mark) -> str:
    return SHORT_DOTS if mark.points is None else worth(mark.points, "vi")


ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
