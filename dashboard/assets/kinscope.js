/* What the page does without asking the server: forms and lens links go through the address bar, so that
   Back and a sent link work; a server that does not answer is said. */
(() => {
  const go = (url) => {
    history.pushState(null, "", url);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
  };

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const form = event.target;
    const url = new URL(form.getAttribute("action") || location.pathname, location.origin);
    for (const [name, value] of new FormData(form)) {
      if (value !== "") url.searchParams.set(name, value);
    }
    keepPerson(url);
    go(url);
  });

  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a.lens");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    const url = new URL(link.href);
    keepPerson(url);
    go(url);
  }, true);

  function keepPerson(url) {
    const person = new URLSearchParams(location.search).get("person");
    if (person && url.pathname === location.pathname) url.searchParams.set("person", person);
  }

  let lastPath = null;
  function arrived(page) {
    if (!page) return window.dash_clientside.no_update;
    document.title = page.title;
    const elsewhere = lastPath !== null && lastPath !== page.path;
    lastPath = page.path;
    if (elsewhere) {
      setTimeout(() => {
        window.scrollTo(0, 0);
        const heading = document.querySelector("#content h1");
        if (heading) heading.focus();
      }, 60);
    }
    return page.status;
  }

  const ask = window.fetch.bind(window);
  const answers = (yes) => {
    const banner = document.getElementById("unreachable");
    if (banner) banner.hidden = yes;
  };
  window.fetch = async (...request) => {
    try {
      const answer = await ask(...request);
      answers(answer.status < 500);
      return answer;
    } catch (error) {
      answers(false);
      throw error;
    }
  };

  const root = document.documentElement;
  const scheme = "data-mantine-color-scheme";
  let onScreen = null;
  addEventListener("beforeprint", () => {
    onScreen = root.getAttribute(scheme);
    root.setAttribute(scheme, "light");
  });
  addEventListener("afterprint", () => onScreen && root.setAttribute(scheme, onScreen));

  const spaces = (window.dash_clientside = window.dash_clientside || {});
  spaces.kinscope = Object.assign(spaces.kinscope || {}, { arrived });
})();
