"""What every kind of paper of a case is called: those of the stage table, and those filed beside it."""

from __future__ import annotations

from hengjian.recall.stages import DOCUMENTS
from hengjian.text.label import Label

# Papers of the technical body that no act of the stage table asks for by name.
BESIDE = {
    "consultation_minutes": Label("技术会商纪要", "minutes of the consultation"),
    "test_report": Label("检验测试报告", "test report"),
}
LABELS = DOCUMENTS | BESIDE
