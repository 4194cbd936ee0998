raise ModuleNotFoundError("No module named 'cryptography'")
