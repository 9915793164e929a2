// Products with a packed factor. It consists of panels of some outputs, a few of the level's registers. A panel has one line
// for each step of the depth, so the innermost loop reads whole lines in order. A step is one float, two bfloat16 or four
// bytes; a line holds it for each output.
#include "level.h"

#define FETCHERS 8

static void multiply_tile(const struct level *level, const struct tile *t, bool plain) {
  if (plain || !level->tiles[t->precision])
    plain_tile(t);
  else
    level->tiles[t->precision](t);
}

// The last panel may have more outputs than y.
static void multiply_part_of_tile(const struct level *level, const struct tile *tile, size_t columns, bool plain) {
  float whole[ROWS * MAXIMUM_PANEL];
  const struct tile t = *tile;
  struct tile copy = t;
  copy.y = whole;
  copy.stride = MAXIMUM_PANEL;
  copy.bias = NULL;
  for (size_t r = 0; t.accumulates && r < t.rows; r++)
    memcpy(whole + r * MAXIMUM_PANEL, t.y + r * t.stride, columns * sizeof(float));
  multiply_tile(level, &copy, plain);
  for (size_t r = 0; r < t.rows; r++) memcpy(t.y + r * t.stride, whole + r * MAXIMUM_PANEL, columns * sizeof(float));
  if (t.bias) kernel_add_bias(t.y, t.bias, t.rows, columns, t.stride);
}

void kernel_multiply_packed(struct kernel_rows x, struct kernel_factor w, bool accumulates, const float *bias,
                            int activation, bool plain, float *y, size_t stride) {
  const struct level *level = level_of(w.level);
  const size_t panel_width = level->panel_width, blocks = (x.count + ROWS - 1) / ROWS;
  // Equal parts of the depth; one even without any depth: y is then the bias.
  const size_t parts = w.precision == KERNEL_INT8 || w.steps == 0 ? 1 : (w.steps + level->steps - 1) / level->steps;
  for (size_t part = 0; part < parts; part++) {
    const size_t step = w.steps * part / parts, steps = w.steps * (part + 1) / parts - step;
    const bool isLast = part + 1 == parts;
    // The first tiles of a panel prefetch the next panel, each its share: all at once would block the loads of the tile.
    const size_t groups = steps / UNROLLED, fetchers = blocks < FETCHERS ? blocks : FETCHERS;
    const size_t lines = steps * panel_width / CACHE_LINE, share = fetchers * groups;
    const size_t lines_ahead = share > 0 ? (lines + share - 1) / share : 0;
    for (size_t first = 0; first < w.outputs; first += panel_width) {
      const size_t columns = w.outputs - first < panel_width ? w.outputs - first : panel_width;
      const size_t whole = columns <= panel_width / 2 ? panel_width / 2 : panel_width;
      for (size_t block = 0; block < blocks; block++) {
        const size_t row = x.count * block / blocks, rows = x.count * (block + 1) / blocks - row;
        float *out = y + row * stride + first;
        const word *panel = (const word *)w.panels + first * w.steps + step * panel_width;
        const size_t fetched = block * groups * lines_ahead;
        const bool fetches = fetched < lines && first + panel_width < w.outputs;
        const struct tile t = {
            .precision = w.precision, .rows = rows, .columns = whole, .panel_width = panel_width, .row_stride = x.row_stride,
            .step_stride = x.step_stride, .steps = steps, .stride = stride,
            .x = (const word *)x.values + row * x.row_stride + step * x.step_stride, .panel = panel,
            .ahead = panel + w.steps * panel_width + fetched * CACHE_LINE, .lines_ahead = fetches ? lines_ahead : 0,
            .x_sums = x.sums ? x.sums + row : NULL, .x_extras = x.extras ? x.extras + row * EXTRAS(w.steps) : NULL,
            .x_scales = x.scales ? x.scales + row : NULL, .scales = w.scales ? w.scales + first : NULL,
            .bias = bias && isLast && activation < 0 ? bias + first : NULL, .accumulates = accumulates || part > 0, .y = out};
        if (columns == whole)
          multiply_tile(level, &t, plain);
        else
          multiply_part_of_tile(level, &t, columns, plain);
        if (bias && isLast && activation >= 0)
          kernel_add_bias_activate(out, bias + first, rows, columns, stride, (enum kernel_activation)activation);
      }
    }
  }
}

size_t kernel_repeat_tile(enum kernel_level number, enum kernel_precision precision, size_t times) {
  const struct level *level = level_of(number);
  if (!level->tiles[precision]) return 0;
  enum { WORDS = 4096 }; // 16 KB of a panel, in half of the first cache
  static const word panel[WORDS], x[ROWS * WORDS / 16], extras[ROWS * EXTRAS(WORDS / 16)];
  static const int32_t sums[ROWS];
  static const float scales[MAXIMUM_PANEL];
  float y[ROWS * MAXIMUM_PANEL];
  const size_t steps = WORDS / level->panel_width;
  const struct tile t = {
      .precision = precision, .rows = ROWS, .columns = level->panel_width, .panel_width = level->panel_width,
      .row_stride = steps, .step_stride = 1, .steps = steps, .stride = level->panel_width, .x = x, .panel = panel,
      .x_sums = sums, .x_extras = extras, .x_scales = scales, .scales = scales, .y = y};
  for (size_t i = 0; i < times; i++) level->tiles[precision](&t);
  return times * ROWS * level->panel_width * steps * kernel_depth_of_step(precision);
}
