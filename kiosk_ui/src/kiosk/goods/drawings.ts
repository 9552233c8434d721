/** Drawings of goods on a field of 64 × 64: plain shapes that can be told apart at arm's length. */

export interface Stroke {
  fill: string;
  d: string;
}
type Drawing = Stroke[];

const LEAF = '#4f8a3c';
const STEM = '#6b4a2b';
const STRAW = '#e8d3a2';
const WHITE = '#fffdf8';
const SEA = '#9cc3d8';
const SHELL = '#e2734d';
const NONE = 'none';

function shape(fill: string, ...paths: string[]): Stroke {
  return { fill, d: paths.join('') };
}

function line(...paths: string[]): Stroke {
  return shape(NONE, ...paths);
}

/** A circle or an ellipse, as a path. */
function oval(x: number, y: number, across: number, down = across): string {
  const turn = `a${across} ${down} 0 1 0`;
  return `M${x - across} ${y}${turn} ${2 * across} 0${turn} ${-2 * across} 0z`;
}

function ovals(across: number, down: number, ...places: [number, number][]): string {
  return places.map(([x, y]) => oval(x, y, across, down)).join('');
}

/** A round fruit with its leaf. */
function fruit(skin: string, across = 20, down = 20): Drawing {
  return [
    shape(skin, oval(32, 36, across, down)),
    shape(LEAF, 'M33 15c4-9 13-9 16-7-2 7-9 10-16 7z'),
    line(`M32 ${36 - down}v-6`),
  ];
}

/** A heap of small things. */
function heap(colour: string, across: number, down: number): Drawing {
  const places: [number, number][] = [
    [32, 22],
    [23, 32],
    [41, 32],
    [14, 43],
    [32, 43],
    [50, 43],
  ];
  return [
    shape(colour, ovals(across, down, ...places)),
    shape(STRAW, 'M6 50h52l-5 9H11z'),
  ];
}

/** A sack, with what is in it seen at its mouth. */
function sack(filling: string, mark = filling): Drawing {
  return [
    shape(filling, oval(32, 17, 15, 8)),
    shape(STRAW, 'M17 17c4 5 26 5 30 0 8 13 12 30 7 41H10c-5-11-1-28 7-41z'),
    shape(mark, oval(32, 41, 9)),
  ];
}

function fish(body: string, line_: string[] = []): Drawing {
  return [
    shape(body, 'M6 33c10-16 30-17 40-3l12-9v24l-12-9c-10 14-30 13-40-3z'),
    shape('#1c2924', oval(17, 30, 2)),
    line('M25 24c4 6 4 12 0 18', ...line_),
  ];
}

function shrimp(body: string): Drawing {
  return [
    shape(
      body,
      'M50 12C30 6 10 18 10 36c0 12 9 20 20 19l3-7c-9 0-13-5-13-12 0-10 12-15 24-12 6 1 9-6 6-12z',
    ),
    shape(body, 'M30 55l-4 6 12-2-5-11z'),
    line('M18 22l7 8M12 32l9 4M13 44l9-2M48 12c6-4 10-4 12-2M50 14c6 0 9 3 10 6M36 25l4 9M43 24l6 7'),
    shape('#1c2924', oval(43, 16, 2)),
  ];
}

function lobster(body: string): Drawing {
  return [
    line('M24 26L10 18M40 26l14-8M24 34l-12 4M40 34l12 4M26 12C20 4 12 4 8 6M38 12c6-8 14-8 18-6'),
    shape(body, 'M24 14c4-5 12-5 16 0 4 9 3 24-2 34H26c-5-10-6-25-2-34z'),
    shape(body, 'M26 48h12l8 11H18z'),
    line('M24 28h16M24 36h16M26 43h12'),
    shape(body, 'M10 18C3 16 4 8 8 9c1 3 4 4 7 3 0 4-2 6-5 6zM54 18c7-2 6-10 2-9-1 3-4 4-7 3 0 4 2 6 5 6z'),
  ];
}

function crab(body: string): Drawing {
  return [
    line('M16 38L5 44M17 44L8 54M48 38l11 6M47 44l9 10M20 30l-8-8M44 30l8-8M27 28v-6M37 28v-6'),
    shape(body, oval(32, 39, 18, 12)),
    shape(body, 'M12 23C4 22 4 10 12 9l1 7 7-3c1 6-3 10-8 10zM52 23c8-1 8-13 0-14l-1 7-7-3c-1 6 3 10 8 10z'),
    shape('#1c2924', oval(27, 21, 2), oval(37, 21, 2)),
  ];
}

function nut(skin: string): Drawing {
  return [
    shape(skin, 'M18 16c12-12 34-2 33 18-1 16-17 25-27 20-8-4-6-13 2-14 8-1 10-8 3-10-9-2-17-7-11-14z'),
    line('M24 18c10-4 19 4 18 15'),
  ];
}

function cup(content: string): Drawing {
  return [
    shape(WHITE, 'M10 26h36v12c0 11-7 18-18 18s-18-7-18-18z'),
    shape(WHITE, 'M46 30h5a7 7 0 010 14h-6'),
    shape(content, oval(28, 26, 18, 5)),
    line('M22 18c-4-5 4-6 0-11M34 18c-4-5 4-6 0-11'),
  ];
}

const BOX: Drawing = [
  shape('#eeb04b', 'M8 22l24-10 24 10v26L32 58 8 48z'),
  line('M8 22l24 10 24-10M32 32v26M20 17l24 10v9'),
];

const DRAWINGS: Record<string, Drawing> = {
  apples: fruit('#c4372f'),
  banana: [
    shape('#f3cf47', 'M14 10c-2 22 10 40 38 42l4-6C36 42 24 30 20 9z'),
    shape('#f3cf47', 'M20 9c6 18 18 30 36 30l1 7C36 42 24 30 20 9z'),
    shape(STEM, 'M13 10l2-6h5v6z'),
  ],
  black_tea: cup('#7e3116'),
  cashew_in_shell: nut('#9c8460'),
  cashew_shelled: nut('#f2e2b8'),
  cassava_chips: [
    shape(WHITE, ovals(11, 8, [22, 24], [42, 26], [20, 42], [40, 44])),
    shape(STRAW, ovals(5, 3, [22, 24], [42, 26], [20, 42], [40, 44])),
  ],
  cassava_starch: sack(WHITE),
  coconut: [
    shape('#7a5534', oval(32, 34, 23)),
    shape(WHITE, oval(32, 30, 16, 11)),
    line('M14 46c8 8 28 8 36 0M20 52c6 4 18 4 24 0'),
  ],
  coconut_candy: [
    shape('#eeb04b', 'M20 26h24v16H20z'),
    shape(WHITE, 'M20 34L6 24v20zM44 34l14-10v20z'),
    line('M28 26v16M36 26v16'),
  ],
  coffee_green: [
    shape('#8aa06a', oval(22, 26, 12, 15), oval(42, 40, 12, 15)),
    line('M24 12c-6 10 4 18-3 28M44 26c-6 10 4 18-3 28'),
  ],
  crab_live: crab(SHELL),
  dragon_fruit: [
    shape('#cf3f77', oval(32, 36, 17, 21)),
    shape(LEAF, 'M18 26l-9-9 13 3zM46 26l9-9-13 3zM26 18l2-13 7 11zM18 42l-10 2 9 5zM46 42l10 2-9 5z'),
    line('M26 32l3 4M36 30l-2 5M30 44l4 2M38 42l-2 4'),
  ],
  dried_fish: fish('#c9a66b', ['M33 24c4 6 4 12 0 18']),
  dried_shrimp: shrimp('#e0936a'),
  dried_squid: [
    shape('#dfb98d', 'M32 4l16 20-6 2v16H22V26l-6-2z'),
    line('M24 42l-4 17M28 42l-2 18M32 42v18M36 42l2 18M40 42l4 17'),
  ],
  durian: [
    shape(
      '#a9a64a',
      'M32 12l4 5 6-3 1 7 7 0-2 6 6 3-5 5 4 6-6 2 1 7-7-1-3 6-6-4-6 4-3-6-7 1 1-7-6-2 4-6-5-5 6-3-2-6 7 0 1-7 6 3z',
    ),
    shape(STEM, 'M30 4h5v9h-5z'),
    line('M26 26l3 3M38 26l-3 3M24 38l4-2M40 38l-4-2M32 34v5'),
  ],
  fruit_chips: [
    shape('#e99a3c', oval(20, 24, 12)),
    shape('#b7c95a', oval(44, 26, 11)),
    shape('#b25a86', oval(32, 45, 12)),
    line('M20 18v12M14 24h12M44 20v12M38 26h12M32 39v12M26 45h12'),
  ],
  garlic: [
    shape(WHITE, 'M32 10c2 8 4 11 12 17 12 9 6 29-12 29S8 36 20 27c8-6 10-9 12-17z'),
    line('M32 22c-6 10-6 24 0 34M32 22c6 10 6 24 0 34'),
  ],
  groundnuts: [
    shape('#d9a866', 'M20 8c10-2 14 8 11 15s1 9 2 16-6 12-13 11-11-8-7-15 0-9-1-14 2-12 8-13z'),
    shape('#b5543a', oval(47, 30, 7, 10), oval(47, 50, 7, 8)),
    line('M16 16l8 4M15 36l9 4M20 28h6'),
  ],
  hardware: [
    shape('#aab4b8', 'M18 6l12 7v13l-12 7-12-7V13z'),
    shape(WHITE, oval(18, 19.5, 5)),
    shape('#aab4b8', 'M38 18h18v9H38zM43 27h8v30l-4 4-4-4z'),
    line('M43 36h8M43 43h8M43 50h8'),
  ],
  jackfruit: [
    shape('#a7b14f', oval(32, 36, 18, 23)),
    shape(STEM, 'M29 4h6v10h-6z'),
    shape(
      '#7d8a35',
      ovals(1.6, 1.6, [24, 26], [32, 24], [40, 26], [22, 36], [32, 35], [42, 36], [25, 46], [39, 46]),
    ),
  ],
  lamps: [
    shape('#f6bd4b', 'M22 8h20l10 26H12z'),
    shape('#aab4b8', 'M29 34h6v18h-6zM20 52h24v6H20z'),
  ],
  litchi: [...fruit('#c94a4f'), line('M22 30l4 3M34 28l3 3M26 42l4 2M40 40l3 3')],
  longan: [
    line('M32 6v14M32 14l-12 14M32 14l12 14'),
    shape('#c39a5b', ovals(11, 11, [18, 36], [46, 36], [32, 44])),
    shape(LEAF, 'M34 10c6-6 14-5 18-2-4 6-12 8-18 2z'),
  ],
  mango: [
    shape('#f0a63a', 'M44 12c12 8 12 32-6 42-14 7-28 0-26-14S30 4 44 12z'),
    shape('#d9603b', 'M44 12c12 8 12 32-6 42 6-14 6-28 6-42z'),
    shape(LEAF, 'M44 12c2-8 10-9 15-6-2 6-9 9-15 6z'),
  ],
  mangosteen: [
    shape('#5d2a4c', oval(32, 38, 21, 20)),
    shape(LEAF, 'M32 22l-14 2 6-9 8-4 8 4 6 9z'),
    line('M32 11V5'),
  ],
  pangasius_frozen: [
    ...fish('#d7e3ea'),
    line('M50 6v12M45 9l10 6M55 9l-10 6'),
  ],
  pepper: heap('#3f3a36', 6, 6),
  porcelain_tableware: [
    shape(WHITE, 'M8 24h48c0 16-10 26-24 26S8 40 8 24z'),
    shape('#16467f', 'M13 34l6 4 6-4 7 4 7-4 6 4 6-4-2 6H15z'),
    shape(WHITE, 'M24 50h16v6H24z'),
  ],
  rice: sack(WHITE, '#f0e6c8'),
  rock_lobster_live: lobster(SHELL),
  sesame: sack('#f0e0b4', '#1c2924'),
  shrimp_frozen: [...shrimp('#d9e4ea'), line('M50 40v14M44 43l12 8M56 43l-12 8')],
  shrimp_live: [...shrimp(SEA), line('M40 54c4-4 8 4 12 0s6 2 8 0')],
  small_appliances: [
    shape('#d8dde0', 'M12 24h34l-3 32H15z'),
    shape('#5a6468', 'M16 16h26l4 8H12zM25 10h8v6h-8z'),
    line('M46 28c10 0 10 18-2 18M22 34v14'),
  ],
  star_anise: [
    shape(
      '#8a5a34',
      'M32 30l-5-14 5-11 5 11zM34 31l7-13 11-3-3 11zM35 33l14-4 11 5-11 5zM34 36l13 7 3 11-11-4zM32 37l5 14-5 11-5-11zM30 36l-7 13-11 4 4-11zM29 33l-14 5-11-5 11-5zM30 31l-13-7-3-11 11 4z',
    ),
    shape('#c98d4b', oval(32, 34, 4)),
  ],
  sugar: [
    shape(WHITE, 'M10 30l12-5 12 5v14l-12 5-12-5zM32 20l11-5 11 5v13l-11 5-11-5z'),
    line('M10 30l12 5 12-5M22 35v14M32 20l11 5 11-5M43 25v13'),
  ],
  t_shirts: [shape('#4a7fb0', 'M22 8c4 6 16 6 20 0l16 8-6 14-7-3v29H19V27l-7 3-6-14z')],
  watermelon: [
    shape('#3f7d3c', 'M4 22h56c0 18-12 32-28 32S4 40 4 22z'),
    shape('#d9483f', 'M10 22h44c0 14-9 25-22 25S10 36 10 22z'),
    shape('#1c2924', ovals(1.6, 2.4, [22, 30], [32, 36], [42, 30], [32, 27])),
  ],
};

/** The drawing of that name, or of a box: goods whose picture nobody has drawn yet. */
export function drawingOf(name: string): Drawing {
  return DRAWINGS[name] ?? BOX;
}

export const DRAWN: readonly string[] = Object.keys(DRAWINGS);
