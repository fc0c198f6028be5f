'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const perPage = 60, most = 100;
  const byId = id => document.getElementById(id);

  function make(name, properties = {}, ...children) {
    const element = document.createElement(name);
    Object.assign(element, properties);
    element.append(...children.filter(child => child !== null));
    return element;
  }

  function draw(name, attributes, text = '') {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.textContent = text;
    return element;
  }

  const percent = share => `${(share * 100).toFixed(1)} %`;
  const bucketsOf = image => [image.bucket, ...image.also ?? []].map(bucket => bucket.join('x'));
  const counted = names => {
    const counts = new Map();
    for (const name of names) {
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  };

  function listed(findings) {
    return findings.map(finding => make('li', { className: finding.severity }, make('b', { textContent: finding.code }), ` ${finding.text}`));
  }

  function bars(id, counts) {
    const largest = Math.max(...counts.map(([, count]) => count), 1);
    for (const [name, count] of counts.slice(0, most)) {
      const bar = make('button', { type: 'button', className: 'bar', title: `Show the images of ${name}` },
        make('span', { textContent: name }), make('meter', { max: largest, value: count }), String(count));
      bar.addEventListener('click', () => search(name));
      byId(id).append(bar);
    }
    if (counts.length > most) {
      byId(id).append(make('p', { textContent: `and ${counts.length - most} more` }));
    }
  }

  function sizes() {
    const known = data.images.filter(image => image.width > 0);
    const largest = Math.max(data.resolution, ...known.map(image => Math.max(image.width, image.height)));
    const at = side => 24 + side / largest * 268, side = at(data.resolution);
    const svg = draw('svg', { viewBox: '0 0 300 300', role: 'img' });
    svg.append(draw('path', { d: 'M24 8V276H292' }), draw('path', { class: 'training', d: `M${side} ${300 - side}V276M24 ${300 - side}H${side}` }));
    for (const [size, count] of counted(known.map(image => `${image.width} x ${image.height}`))) {
      const [width, height] = size.split(' x ').map(Number);
      const circle = draw('circle', { cx: at(width), cy: 300 - at(height), r: Math.min(3 + Math.sqrt(count), 14) });
      circle.append(draw('title', {}, `${size}: ${count}`));
      svg.append(circle);
    }
    svg.append(draw('text', { x: 292, y: 290, 'text-anchor': 'end' }, `${largest} px`), draw('text', { x: 26, y: 16 }, `${largest} px`));
    byId('sizes').append(svg);
  }

  function picture(image) {
    if (!image.thumb) {
      return make('div', { className: 'none', textContent: 'no picture' });
    }
    const link = make('a', { className: 'picture', href: image.link, target: '_blank' }, make('img', { src: image.thumb, alt: image.name, loading: 'lazy' }));
    if (image.crop) {
      const crop = make('span', { className: 'crop' });
      ['left', 'top', 'width', 'height'].forEach((side, i) => { crop.style[side] = `${image.crop[i] * 100}%`; });
      link.append(crop);
    }
    if (image.mask) {
      link.append(make('img', { className: 'mask', src: image.mask, alt: 'mask', title: 'What is white is learned, what is black is not', loading: 'lazy' }));
    }
    return link;
  }

  function card(image) {
    const worst = ['error', 'warning'].find(severity => image.findings.some(finding => finding.severity === severity)) ?? '';
    const facts = [];
    if (image.width > 0) {
      facts.push(`${image.width} x ${image.height} ${image.format}`);
    }
    if (image.bucket) {
      facts.push(`bucket ${bucketsOf(image).join(', ')}`, `${percent(image.loss)} cropped`);
    }
    if (image.mask) {
      facts.push('masked');
    }
    if (image.thumb) {
      facts.push(`sharpness ${image.sharpness}`);
    }
    if (image.jpegQuality !== undefined) {
      facts.push(`JPEG ${image.jpegQuality}`);
    }
    facts.push(`${image.repeats} times an epoch`);
    const caption = image.caption === undefined ? make('p', { textContent: 'no caption' })
      : image.tags.length > 1 ? make('ul', { className: 'tags' }, ...image.tags.map(tag => make('li', { textContent: tag })))
        : make('p', { textContent: image.caption });
    caption.title = image.caption ?? '';
    return make('article', { className: `card ${worst}` }, picture(image), make('div', { className: 'name', textContent: image.name }),
      make('div', { className: 'facts', textContent: facts.join(' · ') }), caption, make('ul', { className: 'findings' }, ...listed(image.findings)));
  }

  const orders = { data: () => 0, loss: (a, b) => b.loss - a.loss, blur: (a, b) => a.sharpness - b.sharpness, size: (a, b) => a.width * a.height - b.width * b.height };
  const texts = data.images.map(image =>
    [image.name, image.caption ?? '', ...(image.bucket ? bucketsOf(image) : ['none']).map(bucket => `bucket ${bucket}`), ...image.findings.map(finding => finding.code)].join('\n').toLowerCase());
  let page = 0, chosen = data.images;

  function choose() {
    const text = byId('search').value.trim().toLowerCase(), show = byId('show').value;
    chosen = data.images.filter((image, i) => texts[i].includes(text) && (show === 'all' || image.findings.length > 0
      && (show === 'findings' || image.findings.some(finding => finding.severity === 'error'))));
    chosen.sort(orders[byId('order').value]);
    page = 0;
    render();
  }

  function render() {
    const pages = Math.max(1, Math.ceil(chosen.length / perPage));
    page = Math.min(Math.max(page, 0), pages - 1);
    document.querySelector('.cards').replaceChildren(...chosen.slice(page * perPage, (page + 1) * perPage).map(card));
    byId('count').textContent = `${chosen.length} of ${data.images.length}`;
    byId('page').textContent = `${page + 1} of ${pages}`;
    byId('back').disabled = page === 0;
    byId('next').disabled = page === pages - 1;
  }

  function turn(by) {
    page += by;
    render();
    byId('gallery').scrollIntoView();
  }

  function search(text) {
    byId('search').value = text;
    choose();
    byId('gallery').scrollIntoView();
  }

  function groups() {
    byId('duplicates').hidden = data.groups.length === 0;
    document.querySelector('.groups').append(...data.groups.map(group => make('div', { className: 'group' }, ...group.map(i => {
      const image = data.images[i];
      return make('figure', {}, make('img', { src: image.thumb, alt: image.name, loading: 'lazy' }),
        make('figcaption', { textContent: `${image.name}, ${image.width} x ${image.height}` }));
    }))));
  }

  document.title = `${data.project}: dataset`;
  byId('title').textContent = data.project;
  const findings = [...data.images.flatMap(image => image.findings), ...data.findings];
  byId('summary').textContent = [`${data.images.length} images`, `base model ${data.baseModel}`, `resolution ${data.resolution}`,
    data.trigger ? `trigger ${data.trigger}` : 'no trigger', ...['error', 'warning'].map(severity => {
      const count = findings.filter(finding => finding.severity === severity).length;
      return `${count} ${severity}${count === 1 ? '' : 's'}`;
    })].join(' · ');
  byId('general').hidden = data.findings.length === 0;
  byId('general').querySelector('ul').append(...listed(data.findings));
  bars('tags', counted(data.images.flatMap(image => image.tags)));
  bars('buckets', counted(data.images.filter(image => image.bucket).flatMap(bucketsOf)));
  bars('codes', counted(findings.map(finding => finding.code)));
  sizes();
  groups();
  for (const [id, event] of [['search', 'input'], ['show', 'change'], ['order', 'change']]) {
    byId(id).addEventListener(event, choose);
  }
  document.querySelector('.controls').addEventListener('submit', event => event.preventDefault());
  byId('back').addEventListener('click', () => turn(-1));
  byId('next').addEventListener('click', () => turn(1));
  choose();
})();
