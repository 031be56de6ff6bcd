"""The stores: one module or package each, all behind `graph.store.Store`."""
