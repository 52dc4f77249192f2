"""Addresses of the pages, for messages: empty where nobody can reach them."""

from urllib.parse import quote

from bot.signing import Signer


class Links:
    """The links of one installation."""

    def __init__(self, public_url: str, signer: Signer) -> None:
        self._url, self._signer = public_url, signer

    def place(self, draft_id: int) -> str:
        """Where the place of a draft can be shown."""
        return f"{self._url}/g/{self._signer.sign('place', str(draft_id))}" if self._url else ""

    def spot(self, code: str) -> str:
        """The history of a recurring point."""
        return f"{self._url}/diem-tai/{code}" if self._url else ""

    def board(self, week: str) -> str:
        """Where a week's boards are, with the lines behind each figure."""
        return f"{self._url}/bang/{week}" if self._url else ""

    def form(self, invite: str) -> str:
        """Where anybody can send a report that counts for the branch of an invite."""
        return f"{self._url}/bao-cao?chi-doan={quote(invite)}" if self._url else ""

    def contest(self, person_id: int, nonce: str) -> str:
        """Where an admin works at contests; it opens once."""
        if not self._url:
            return ""
        return f"{self._url}/thi-dua/{self._signer.sign('contest-link', f'{person_id}:{nonce}')}"

    def report(self, code: str) -> str:
        """Where everybody who has its code can see a report."""
        return f"{self._url}/p/{code}" if self._url else ""
