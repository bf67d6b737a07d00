"""Pure rules of flows: graphs, their soundness, the token game (流程规则)."""
