// SPDX-License-Identifier: MIT
// Chance that can be had again: the same seed gives the same numbers.

/** Numbers from 0 up to 1 (mulberry32). */
export class Chance {
  constructor(seed) { this.state = seed >>> 0 }

  next() {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let mixed = this.state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  below(limit) { return Math.floor(this.next() * limit) }

  between(low, high) { return low + this.below(high - low + 1) }

  one(of) { return of[this.below(of.length)] }

  happens(probability) { return this.next() < probability }

  /** A source of its own, so that what one loop draws is not moved by another's. */
  another() { return new Chance(this.below(0xffffffff)) }
}
