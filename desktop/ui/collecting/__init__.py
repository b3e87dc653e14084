"""U盘收表 in the window: making the files, who has answered, what is to be decided."""
