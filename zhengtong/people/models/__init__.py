from zhengtong.people.models.account import User

__all__ = ["User"]
