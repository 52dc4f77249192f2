"""Which page answers at which address, each behind the same guard."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aiohttp import web

from bot.pages import guard
from bot.pages.boards import BoardPages
from bot.pages.contest import ContestPage
from bot.pages.form import FormPage
from bot.pages.phone import Phone
from bot.pages.place import PlacePage
from bot.pages.rechecks import RechecksPage
from bot.pages.report import ReportPage
from bot.pages.results import ResultsPage
from bot.pages.search import Search
from bot.pages.shell import Shell
from bot.pages.spot import SpotPage
from bot.pages.word import Word

if TYPE_CHECKING:
    from bot.process import Process

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def add_pages(app: web.Application, process: "Process") -> None:
    """Add the pages to the web server."""
    shell = Shell(app, process)
    place, search = PlacePage(shell), Search(process)
    form, report, phone = FormPage(shell), ReportPage(shell), Phone(shell)
    results, contest = ResultsPage(shell), ContestPage(shell)
    rechecks, spot = RechecksPage(shell), SpotPage(shell)
    board, word = BoardPages(shell), Word(shell)
    routes: list[tuple[str, str, Handler]] = [
        ("GET", "/web/wards.geojson", shell.wards),
        ("GET", "/web/search", search.find),
        ("GET", "/web/manifest.webmanifest", phone.manifest),
        ("GET", "/web/worker.js", phone.worker),
        ("GET", "/web/sent/{id}", form.sent),
        ("POST", "/web/sent/{id}", form.answer),
        ("GET", "/web/word/{id}", word.ask),
        ("POST", "/web/word/{id}", word.take),
        ("GET", "/web/{version}/{name}", shell.file),
        ("GET", "/g/{token}", place.show),
        ("POST", "/g/{token}", place.take),
        ("GET", "/bao-cao", form.show),
        ("POST", "/bao-cao", form.take),
        ("GET", "/ket-qua", results.show),
        ("POST", "/thi-dua", contest.work),
        ("GET", "/thi-dua/{token}", contest.show),
        ("POST", "/thi-dua/{token}", contest.open),
        ("GET", r"/thi-dua/{token}/{slug:[^/.]+}{kind:\.[a-z]+}", contest.file),
        ("GET", "/bang", board.weeks),
        ("GET", r"/bang/{week:[^/.]+}", board.show),
        ("GET", r"/bang/{week:[^/.]+}.json", board.document),
        ("GET", r"/bang/{week:[^/.]+}.csv", board.ledger),
        ("GET", r"/bang/{week}/{what}/{id:\d{1,9}}", board.lines),
        ("GET", "/phuc-tra", rechecks.show),
        ("GET", "/phuc-tra/{week}.txt", rechecks.pool),
        ("GET", "/p/{code}", report.show),
        ("GET", "/diem-tai/{code}", spot.show),
        ("GET", r"/p/{signed}/{number:\d{1,2}}.jpg", report.photo),
    ]
    for method, path, handler in routes:
        app.router.add_route(method, path, _guarded(shell, handler))


def _guarded(shell: Shell, handler: Handler) -> Handler:
    async def checked(request: web.Request) -> web.StreamResponse:
        if request.method != "GET" and guard.from_elsewhere(request, shell.process.settings):
            return web.Response(status=403, headers=shell.headers)
        response = await handler(request)
        if not response.prepared:
            response.headers.update(shell.headers)
        return response

    return checked
