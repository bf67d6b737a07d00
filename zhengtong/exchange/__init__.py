"""Exchange (数据共享交换)."""
