// Looks at the page as it stands: what sticks out of its box, what is too small, what too close.
({ leastTarget, leastGap, highestControl }) => {
  const faults = [];
  /* Every line of words that can be seen, and whose it is. */
  const drawn = [];
  const name = (element) => {
    const text = (element.getAttribute('aria-label') || element.textContent || '').trim();
    return `<${element.tagName.toLowerCase()}> "${text.replace(/\s+/g, ' ').slice(0, 40)}"`;
  };
  const isOnlyHeard = (element) => {
    for (let each = element; each; each = each.parentElement)
      if (getComputedStyle(each).clipPath === 'inset(50%)') return true;
    return false;
  };
  const isHidden = (element) =>
    !element.checkVisibility({ visibilityProperty: true }) || isOnlyHeard(element);
  const isOffEdge = (rect) => rect.left < -1 || rect.right > innerWidth + 1;
  const scrolls = (element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);

  function textRects(node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((rect) => rect.width > 1);
  }

  function isInScroller(element) {
    for (let each = element; each; each = each.parentElement) if (scrolls(each)) return true;
    return false;
  }

  function sticksOut(rect, box) {
    return (
      rect.left < box.left - 1.5 ||
      rect.right > box.right + 1.5 ||
      rect.top < box.top - 3 ||
      rect.bottom > box.bottom + 3
    );
  }

  /* Words must stay on the screen and inside the box that they stand on. */
  function lookAtTexts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const element = node.parentElement;
      if (!node.textContent.trim() || isHidden(element) || isInScroller(element)) continue;
      const box = element.closest('button, .card, .verdict, .chip, .notice, select, header');
      const bounds = box?.getBoundingClientRect();
      const rects = textRects(node);
      if (rects.length === 0) faults.push(`not drawn: ${name(element)}`);
      for (const rect of rects) {
        drawn.push({ element, rect });
        if (isOffEdge(rect)) faults.push(`off the edge of the screen: ${name(element)}`);
        else if (bounds && sticksOut(rect, bounds)) faults.push(`out of its box: ${name(element)}`);
      }
      const { overflowX, overflowY } = getComputedStyle(element);
      const clips = (way) => ['hidden', 'clip'].includes(way);
      if (clips(overflowX) && element.scrollWidth > element.clientWidth + 1)
        faults.push(`cut off: ${name(element)}`);
      if (clips(overflowY) && element.scrollHeight > element.clientHeight + 1)
        faults.push(`cut off below: ${name(element)}`);
    }
  }

  /* Two words in one place can be read by nobody; what scrolls away under a bar can. */
  function lookForOverlaps() {
    const words = drawn.filter(({ element }) => !isInBar(element));
    words.forEach((one, place) => {
      for (const other of words.slice(place + 1))
        if (one.element !== other.element && overlap(one.rect, other.rect))
          faults.push(`${name(one.element)} lies on ${name(other.element)}`);
    });
  }

  function isInBar(element) {
    for (let each = element; each; each = each.parentElement)
      if (['sticky', 'fixed'].includes(getComputedStyle(each).position)) return true;
    return false;
  }

  /* Above and below the letters a line has air: three tenths of its height each. */
  function overlap(one, other) {
    const top = ({ top, height }) => top + 0.3 * height;
    const bottom = ({ bottom, height }) => bottom - 0.3 * height;
    const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
    const down = Math.min(bottom(one), bottom(other)) - Math.max(top(one), top(other));
    return across > 3 && down > 0;
  }

  function gapBetween(one, other) {
    const across = Math.max(one.left - other.right, other.left - one.right, 0);
    const down = Math.max(one.top - other.bottom, other.top - one.bottom, 0);
    return Math.hypot(across, down);
  }

  /* Fingers need room: how large, and how far from the next. */
  function lookAtTargets() {
    const buttons = [...document.querySelectorAll('button')].filter(
      (each) => !isHidden(each) && !each.closest('[inert]'),
    );
    const boxes = buttons.map((each) => each.getBoundingClientRect());
    boxes.forEach((box, place) => {
      if (Math.min(box.width, box.height) < leastTarget - 0.5)
        faults.push(
          `${Math.round(box.width)}×${Math.round(box.height)} px is too small: ` +
            name(buttons[place]),
        );
      for (let other = place + 1; other < boxes.length; other += 1) {
        const gap = gapBetween(box, boxes[other]);
        if (gap < leastGap - 0.5)
          faults.push(
            `${gap.toFixed(1)} px between ${name(buttons[place])} and ${name(buttons[other])}`,
          );
      }
    });
  }

  /* What is to be touched must be seen without scrolling and reached without stretching. */
  function lookAtReach() {
    const { scrollHeight } = document.documentElement;
    if (scrollHeight > innerHeight) faults.push(`does not fit: ${scrollHeight} px high`);
    for (const button of document.querySelectorAll('main button')) {
      const { top } = button.getBoundingClientRect();
      if (top < highestControl * innerHeight) faults.push(`out of reach above: ${name(button)}`);
    }
  }

  if (document.documentElement.scrollWidth > innerWidth)
    faults.push(`scrolls sideways: ${document.documentElement.scrollWidth} px wide`);
  lookAtTexts();
  lookForOverlaps();
  if (leastTarget) lookAtTargets();
  if (highestControl) lookAtReach();
  return [...new Set(faults)];
}
