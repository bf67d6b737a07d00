"""The flow on SpiffWorkflow, its state kept in the same PostgreSQL (对照：BPMN 引擎).

Each step is what a web request would do: read the state, make the workflow from it, finish the
node, write the state. The engine's usual serialisation is used, which holds the drawing as well.
"""

from pathlib import Path

from django.db import connection, transaction
from SpiffWorkflow import TaskState
from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer

DRAWING = Path(__file__).with_name("seven_nodes.bpmn")
NODES = ("intake", "review_1", "review_2", "review_3", "review_4", "decision", "delivery")
_serializer = BpmnWorkflowSerializer()


def make_table() -> None:
    """Make the table of states."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_workflow"
            " (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, state text NOT NULL)"
        )


def states(count: int) -> list[str]:
    """Put new workflows on their first node; return their serialised states."""
    reader = BpmnParser()
    reader.add_bpmn_file(str(DRAWING))
    drawing = reader.get_spec("seven_nodes")
    found = []
    for _ in range(count):
        workflow = BpmnWorkflow(drawing)
        workflow.do_engine_steps()
        found.append(str(_serializer.serialize_json(workflow)))
    return found


def begin(count: int) -> list[int]:
    """Keep new workflows in the database; return their keys."""
    keys = []
    with connection.cursor() as cursor:
        for state in states(count):
            cursor.execute("INSERT INTO bench_workflow (state) VALUES (%s) RETURNING id", [state])
            keys.append(int(cursor.fetchone()[0]))
    return keys


@transaction.atomic
def finish_node(key: int, node: str) -> bool:
    """Read a workflow, finish a node, keep it; tell whether it has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state FROM bench_workflow WHERE id = %s FOR UPDATE", [key])
        state, has_ended = stepped(cursor.fetchone()[0], node)
        cursor.execute("UPDATE bench_workflow SET state = %s WHERE id = %s", [state, key])
    return has_ended


def stepped(state: str, node: str) -> tuple[str, bool]:
    """Finish a node of a serialised workflow; return its state after, and whether it ended."""
    workflow = _serializer.deserialize_json(state)
    (task,) = workflow.get_tasks(state=TaskState.READY, manual=True)
    assert task.task_spec.name == node
    task.run()
    workflow.do_engine_steps()
    return str(_serializer.serialize_json(workflow)), bool(workflow.completed)


def advance(key: int) -> None:
    """Take a kept workflow through all its nodes."""
    assert [finish_node(key, node) for node in NODES][-1]


def advance_alone(state: str) -> None:
    """Take a serialised workflow through all its nodes without a database."""
    for node in NODES:
        state, has_ended = stepped(state, node)
    assert has_ended
