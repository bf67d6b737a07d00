from zhengtong.bulletins.models.bulletin import Bulletin, BulletinAct

__all__ = ["Bulletin", "BulletinAct"]
