// Decimals of ISO 4217 minor units, as the server's Currency has them; Intl follows CLDR, which differs.

const ZERO = new Set('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '));
const THREE = new Set('BHD IQD JOD KWD LYD OMR TND'.split(' '));

export function minorDecimals(code) {
  if (ZERO.has(code)) return 0;
  return THREE.has(code) ? 3 : 2;
}
