/* Walks the picture of a family: arrow keys or a tap choose a person, whose panel and spoken words come
   from what the page holds already. */
(() => {
  const drawn = () => {
    const container = document.getElementById("network");
    const found = container && container._cyreg && container._cyreg.cy;
    return found && !found.destroyed() ? found : null;
  };
  let view = null;
  let current = null;

  function whenDrawn(id, action, tries = 60) {
    const cy = drawn();
    if (cy && cy.getElementById(id).nonempty()) action(cy, cy.getElementById(id));
    else if (tries > 0) setTimeout(() => whenDrawn(id, action, tries - 1), 50);
  }

  function show(id) {
    whenDrawn(id, (cy, node) => {
      if (id !== current) return;
      cy.nodes(".chosen").not(node).removeClass("chosen");
      node.addClass("chosen");
      const frame = document.getElementById("network-frame");
      const at = node.renderedPosition();
      const [x, y] = [at.x - frame.scrollLeft, at.y - frame.scrollTop];
      if (x < 80 || x > frame.clientWidth - 80) frame.scrollLeft = at.x - frame.clientWidth / 2;
      if (y < 80 || y > frame.clientHeight - 80) frame.scrollTop = at.y - frame.clientHeight / 2;
    });
  }

  function paint() {
    const name = document.documentElement.getAttribute("data-mantine-color-scheme");
    if (view && current) whenDrawn(current, (cy) => cy.style().fromJson(view.styles[name] || view.styles.light).update());
  }
  new MutationObserver(paint).observe(document.documentElement, {
    attributes: true,
    attributeFilter: ["data-mantine-color-scheme"],
  });

  function intoAddress(id) {
    const url = new URL(location.href);
    if (url.pathname.split("/").pop() === encodeURIComponent(id)) url.searchParams.delete("person");
    else url.searchParams.set("person", id);
    if (url.href !== location.href) history.replaceState(history.state, "", url);
  }

  function choose(choice, data) {
    const nothing = window.dash_clientside.no_update;
    if (!data) return [nothing, nothing];
    const anew = view !== data;
    view = data;
    current = !anew && choice && data.panels[choice.id] ? choice.id : data.start;
    if (!current) return ["", ""];
    if (anew) paint();
    else intoAddress(current);
    show(current);
    return [data.panels[current], data.spoken[current]];
  }

  function tapped(node) {
    if (!node || !view || !view.panels[node.id]) return window.dash_clientside.no_update;
    const frame = document.getElementById("network-frame");
    if (frame) frame.focus({ preventScroll: true });
    return { id: node.id, at: Date.now() };
  }

  function nextTo(key) {
    const line = view.order.findIndex((ids) => ids.includes(current));
    const all = view.order.flat();
    const at = all.indexOf(current);
    if (key === "ArrowLeft") return all[Math.max(at - 1, 0)];
    if (key === "ArrowRight") return all[Math.min(at + 1, all.length - 1)];
    if (key === "Home") return all[0];
    if (key === "End") return all[all.length - 1];
    const other = view.order[line + (key === "ArrowUp" ? -1 : 1)];
    const cy = drawn();
    if (!other || !cy) return current;
    const x = (id) => cy.getElementById(id).position("x");
    return other.reduce((best, id) => (Math.abs(x(id) - x(current)) < Math.abs(x(best) - x(current)) ? id : best));
  }

  document.addEventListener("keydown", (event) => {
    const frame = event.target.closest && event.target.closest("#network-frame");
    if (!frame || !view || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      document.getElementById("person-panel").focus();
      return;
    }
    if (!/^(Arrow(Left|Right|Up|Down)|Home|End)$/.test(event.key)) return;
    event.preventDefault();
    window.dash_clientside.set_props("person-choice", { data: { id: nextTo(event.key), at: Date.now() } });
  });

  const spaces = (window.dash_clientside = window.dash_clientside || {});
  spaces.kinscope = Object.assign(spaces.kinscope || {}, { choose, tapped });
})();
