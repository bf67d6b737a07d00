"""Pictures of a flow: what is drawn, where it goes, and the two files it becomes (流程图示)."""
