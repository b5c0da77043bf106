// Quick exit and the keys of meeting mode. Lives outside the page's own tree, so that it is the first thing the
// keyboard reaches and still works when the server does not answer.
(function () {
  const NEUTRAL = "https://www.weather.gov/";
  const LEFT = "left-by-quick-exit";

  function leave() {
    try { sessionStorage.setItem(LEFT, "yes"); } catch (error) { /* storage may be off; leaving still works */ }
    document.documentElement.style.visibility = "hidden";
    window.location.replace(NEUTRAL);
  }

  function cameBack() {
    const arrival = performance.getEntriesByType("navigation")[0];
    try { return arrival && arrival.type === "back_forward" && sessionStorage.getItem(LEFT) === "yes"; }
    catch (error) { return false; }
  }

  if (!window.ccrScreen) {
    window.ccrScreen = true;
    if (cameBack()) { leave(); return; }
    // The whole dashboard is one entry of the browser's history: replacing that one leaves nothing to go back to.
    window.history.pushState = window.history.replaceState.bind(window.history);
    window.addEventListener("pageshow", function (event) {
      let left = false;
      try { left = sessionStorage.getItem(LEFT) === "yes"; } catch (error) { left = false; }
      if (event.persisted && left) { leave(); }
    });
    document.addEventListener("keydown", onKey);
  }

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || !document.getElementById("meeting-mode")) { return; }
    const at = document.activeElement;
    if (at && at.closest("input, textarea, select, [role=radio], [role=combobox], [role=option], [role=listbox]")) {
      return;
    }
    if (event.key === "ArrowRight") { turn(1); }
    else if (event.key === "ArrowLeft") { turn(-1); }
    else if (event.key === "f" || event.key === "F") { fullScreen(); }
  }

  function turn(step) {
    const links = Array.from(document.querySelectorAll('[data-testid="stTopNavLink"]'));
    const here = links.findIndex(function (link) { return link.getAttribute("aria-current") === "page"; });
    const next = links[here + step];
    if (here >= 0 && next) { next.click(); }
  }

  function fullScreen() {
    if (document.fullscreenElement) { document.exitFullscreen(); } else { document.documentElement.requestFullscreen(); }
  }

  if (!document.getElementById("quick-exit")) {
    const link = document.createElement("a");
    link.id = "quick-exit";
    link.href = NEUTRAL;
    link.rel = "noreferrer";
    link.textContent = "Quick exit";
    link.title = "EXIT_HELP";
    link.addEventListener("click", function (event) { event.preventDefault(); leave(); });
    document.body.prepend(link);
  }
})();
