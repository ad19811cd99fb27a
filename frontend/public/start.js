// Before the app runs: shows that it is on its way, and says what to do where it does not come. An old browser must
// understand this file. Once the app runs, it says so where the app has broken down.
(function () {
  var SLOW = 10000;
  var root = document.documentElement;
  root.className += " scripted";
  // A page of a portal has its frame around it (src/components/layout/guarded.rs).
  if (/^\/(admin|developer|operator)\//.test(location.pathname)) root.className += " framed";
  var failed = false;

  function whenThere(run) {
    if (document.getElementById("start-failed") || document.readyState !== "loading") run();
    else document.addEventListener("DOMContentLoaded", run);
  }

  function part(tag, className, text) {
    var element = document.createElement(tag);
    element.className = className;
    element.textContent = text;
    return element;
  }

  // As index.html has it from the server.
  function platform() {
    return document.querySelector("meta[name=application-name]").content;
  }

  function again() {
    var button = part("button", "btn btn-primary", "Try again");
    button.type = "button";
    button.onclick = function () { location.reload(); };
    return button;
  }

  function fail(words) {
    if (failed) return;
    failed = true;
    whenThere(function () {
      var place = document.getElementById("start-failed");
      if (!place) return broken();
      var hide = ["start-skeleton", "start-slow"];
      for (var i = 0; i < hide.length; i++) document.getElementById(hide[i]).hidden = true;
      var state = part("div", "state", "");
      state.appendChild(part("h1", "state-title", platform() + " cannot start in this browser"));
      state.appendChild(part("p", "state-words", words));
      state.appendChild(again());
      place.appendChild(state);
    });
  }

  // The app ran, and does no more.
  function broken() {
    if (document.getElementById("broken")) return;
    var bar = part("div", "broken banner tone-danger", "");
    bar.id = "broken";
    bar.setAttribute("role", "alert");
    bar.appendChild(part("p", "banner-title", "This page has stopped working. Load it again; what you have not saved is lost."));
    bar.appendChild(again());
    document.body.appendChild(bar);
  }

  var NO_WASM = "It is too old, or WebAssembly is switched off in it. Use a current Firefox, Chrome, Edge or Safari, or ask the person who manages this computer.";
  var NOT_LOADED = "Not everything could be loaded. Check your connection and try again. If that does not help, a filter or a proxy may be in the way: ask the person who manages your network.";
  var EXCEPTION = "Something went wrong while it was starting. Try again, and tell whoever runs this platform if that does not help.";

  window.startFailed = function (error) {
    if (window.console) console.error(error);
    var network = error && (error.name === "TypeError" || error.name === "AbortError");
    fail(network ? NOT_LOADED : EXCEPTION);
  };

  if (typeof WebAssembly !== "object" || !("noModule" in document.createElement("script"))) fail(NO_WASM);

  // A script or the style sheet that is not there; capturing, because such events do not bubble.
  window.addEventListener("error", function (event) {
    var from = event.target;
    if (from && from.tagName === "SCRIPT") return fail(NOT_LOADED);
    if (event.error && typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError) {
      if (document.getElementById("start")) fail(EXCEPTION);
      else broken();
    }
  }, true);

  setTimeout(function () {
    var note = document.getElementById("start-slow");
    if (note && !failed) note.textContent = "This takes longer than usual. Your connection may be slow.";
  }, SLOW);
})();
