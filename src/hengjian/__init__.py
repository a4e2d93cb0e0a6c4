"""衡鉴 Hengjian: the law, the science and the scale. Pure engines, usable without the portal."""
