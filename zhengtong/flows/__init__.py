"""How cases move through an office: stage graphs, proved before they are published (流程配置)."""
