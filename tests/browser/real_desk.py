"""The page over a real desk: a small library in a temporary home, no model; one server for a test module."""

import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import uvicorn

from assistant.settings import Settings
from assistant.web.page import build_app
from assistant.workspace import Workspace
from knowledge.documents import Kind, Metadata
from knowledge.library import NewDocument

ORGAN = "云岭县公安局"
BODIES = {
    2021: "全年受理信访事项98件，办结80件，信访事项办结率81.6%。开展反诈宣传12场。",
    2022: "全年受理信访事项110件，办结93件，信访事项办结率84.5%。开展反诈宣传15场。",
    2023: "全年受理信访事项120件，办结96件，信访事项办结率80%。组织反诈宣讲18场。办理行政复议案件7件。",
}
NEXT = "二、存在的问题\n法制审核力量不足，主要原因是人员编制紧张。\n三、主要负责人履行推进法治建设第一责任人职责情况\n局长带头学法。\n四、{year}年工作安排\n补齐法制员。\n"


def report(year: int, body: str) -> str:
    return f"{ORGAN}{year}年法治政府建设年度报告\n一、{year}年主要工作\n{body}\n" + NEXT.format(year=year + 1)


@contextmanager
def served(home: Path) -> Generator[tuple[str, Workspace]]:
    """Yield the address of the page over three years' reports and a data sheet that contradicts one figure."""
    settings = Settings.model_validate({"home": home, "model": "none"})
    with Workspace.open(settings) as workspace:
        workspace.lock.acquire()
        for year, body in BODIES.items():
            metadata = Metadata(title=f"{ORGAN}{year}年法治政府建设年度报告", kind=Kind.REPORT, organ=ORGAN, year=year)
            workspace.library.add(NewDocument(text=report(year, body), metadata=metadata))
        sheet = Metadata(title="2022年执法数据表", kind=Kind.DATA, organ=ORGAN, year=2022)
        workspace.library.add(NewDocument(text="指标 | 数值 | 单位\n受理信访事项数 | 115 | 件", metadata=sheet))
        workspace.bring_up_to_date()
        app = build_app(workspace.desk, workspace.conversations)
        listener = socket.create_server(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", workspace
        server.should_exit = True
        thread.join(timeout=15)
