from zhengtong.flows.models.flow import Flow, FlowAct
from zhengtong.flows.models.item_flow import ItemFlow
from zhengtong.flows.models.version import FlowPost, FlowVersion

__all__ = ["Flow", "FlowAct", "FlowPost", "FlowVersion", "ItemFlow"]
