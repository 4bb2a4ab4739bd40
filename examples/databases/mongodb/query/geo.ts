import { badValue, ServerError } from '../errors.ts';
import { isNumeric, toNumber } from './numbers.ts';
import { fieldPath } from './paths.ts';
import { isDocument, type Document, type Value } from './values.ts';

/**
 * Points, and areas to hold them: `$near`, `$nearSphere`, `$geoWithin`, `$geoNear`. Lines and areas as stored
 * values are refused.
 * https://www.mongodb.com/docs/manual/reference/operator/query-geospatial/
 */

export type Point = readonly [longitude: number, latitude: number];

/** The mean radius of the earth that the server computes with, in metres. */
const EARTH = 6378100;
const radians = (degrees: number): number => (degrees * Math.PI) / 180;

export function parsePoint(value: Value): Point | undefined {
  if (isDocument(value) && 'type' in value && 'coordinates' in value) {
    if (value.type !== 'Point') return undefined;
    value = value.coordinates;
  } else if (isDocument(value)) value = Object.values(value);
  if (!Array.isArray(value) || value.length < 2) return undefined;
  const [x, y] = value as Value[];
  return isNumeric(x) && isNumeric(y) ? [toNumber(x), toNumber(y)] : undefined;
}

/** Checked when a document goes into a 2dsphere index. */
export function checkIndexed(value: Value): void {
  if (value === undefined || value === null) return;
  const point = parsePoint(value);
  if (!point) {
    if (isDocument(value) && typeof value.type === 'string' && value.type !== 'Point') {
      throw new ServerError(
        'NotImplemented',
        `2dsphere indexes here hold points only, not ${value.type}`,
      );
    }
    throw new ServerError(
      16755,
      `Can't extract geo keys: unknown GeoJSON type: ${JSON.stringify(value)}`,
    );
  }
  if (Math.abs(point[0]) > 180 || Math.abs(point[1]) > 90) {
    throw new ServerError(
      16755,
      `Can't extract geo keys: longitude/latitude is out of bounds, lng: ${point[0]} lat: ${point[1]}`,
    );
  }
}

/** Along the great circle, in radians. */
function arc(a: Point, b: Point): number {
  const [lat1, lat2] = [radians(a[1]), radians(b[1])];
  const h =
    Math.sin((lat2 - lat1) / 2) ** 2 +
    Math.cos(lat1) * Math.cos(lat2) * Math.sin(radians(b[0] - a[0]) / 2) ** 2;
  return 2 * Math.asin(Math.min(1, Math.sqrt(h)));
}

export interface Near {
  path: string;
  center: Point;
  /** Distance in the unit of the query: metres for GeoJSON, radians or plain units for pairs. */
  distance: (point: Point) => number;
  min: number;
  max: number;
}

/** Finds `$near` or `$nearSphere` in a filter: at its top level, or in `$and`. */
export function findNear(filter: Document): Near | undefined {
  for (const [path, value] of Object.entries(filter)) {
    if (path === '$and' && Array.isArray(value)) {
      for (const clause of value) {
        const near = isDocument(clause) ? findNear(clause) : undefined;
        if (near) return near;
      }
    }
    if (path.startsWith('$') || !isDocument(value)) continue;
    const name = '$near' in value ? '$near' : '$nearSphere' in value ? '$nearSphere' : undefined;
    if (!name) continue;
    return near(path, name, value[name], value);
  }
  return undefined;
}

function near(path: string, name: string, spec: Value, siblings: Document): Near {
  const geometry = isDocument(spec) && '$geometry' in spec ? spec.$geometry : undefined;
  const center = parsePoint(geometry ?? spec);
  if (!center) throw badValue('invalid point in geo near query $geometry argument');
  const limit = (key: string, none: number): number => {
    const value = geometry
      ? spec[key]
      : (siblings[key] ?? (isDocument(spec) ? spec[key] : undefined));
    if (value === undefined) return none;
    if (!isNumeric(value) || toNumber(value) < 0) throw badValue(`${key} must be non-negative`);
    return toNumber(value);
  };
  return {
    path,
    center,
    distance: geometry
      ? (point) => arc(center, point) * EARTH
      : name === '$nearSphere'
        ? (point) => arc(center, point)
        : (point) => Math.hypot(point[0] - center[0], point[1] - center[1]),
    min: limit('$minDistance', 0),
    max: limit('$maxDistance', Infinity),
  };
}

export function nearFromStage(spec: Document, path: string): Near {
  const point = spec.near;
  const geoJson = isDocument(point) && 'type' in point;
  const center = parsePoint(point);
  if (!center) throw badValue('$geoNear requires a point in near');
  const spherical = geoJson || spec.spherical === true;
  return {
    path,
    center,
    distance: (other) =>
      spherical
        ? arc(center, other) * (geoJson ? EARTH : 1)
        : Math.hypot(other[0] - center[0], other[1] - center[1]),
    min: spec.minDistance === undefined ? 0 : toNumber(spec.minDistance),
    max: spec.maxDistance === undefined ? Infinity : toNumber(spec.maxDistance),
  };
}

/** The distance of a document's nearest point, or `undefined` if it is not in range. */
export function distanceOf(document: Document, query: Near): number | undefined {
  const value = fieldPath(document, query.path.split('.'));
  const single = parsePoint(value);
  const points = single ? [single] : Array.isArray(value) ? value.map(parsePoint) : [];
  let best: number | undefined;
  for (const point of points) {
    if (!point) continue;
    const distance = query.distance(point);
    if (distance < query.min || distance > query.max) continue;
    if (best === undefined || distance < best) best = distance;
  }
  return best;
}

/** `$geoWithin`, and `$geoIntersects`, which for points is the same. */
export function compileGeo(name: string, spec: Value): (value: Value) => boolean {
  if (!isDocument(spec)) throw badValue(`${name} requires an object`);
  const area = parseArea(spec);
  return (value) => {
    const point = parsePoint(value);
    if (!point) {
      if (isDocument(value) && typeof value.type === 'string' && 'coordinates' in value) {
        throw new ServerError(
          'NotImplemented',
          `${name} is supported for stored points only, not ${value.type}`,
        );
      }
      return false;
    }
    return area(point);
  };
}

function parseArea(spec: Document): (point: Point) => boolean {
  const pair = (value: Value): Point => {
    const point = parsePoint(value);
    if (!point) throw badValue('Point must be an array or object');
    return point;
  };
  if (spec.$geometry) {
    const { type, coordinates } = spec.$geometry as Document;
    if (type === 'Polygon') return polygon((coordinates as Value[]).map((ring) => ring.map(pair)));
    if (type === 'MultiPolygon') {
      const parts = (coordinates as Value[]).map((part) =>
        polygon(part.map((ring: Value[]) => ring.map(pair))),
      );
      return (point) => parts.some((inside) => inside(point));
    }
    if (type === 'Point') {
      const [x, y] = pair(spec.$geometry);
      return (point) => point[0] === x && point[1] === y;
    }
    throw new ServerError('NotImplemented', `$geometry of type ${type} is not supported`);
  }
  if (spec.$box) {
    const [a, b] = (spec.$box as Value[]).map(pair) as [Point, Point];
    return ([x, y]) =>
      x >= Math.min(a[0], b[0]) &&
      x <= Math.max(a[0], b[0]) &&
      y >= Math.min(a[1], b[1]) &&
      y <= Math.max(a[1], b[1]);
  }
  if (spec.$polygon) return polygon([(spec.$polygon as Value[]).map(pair)]);
  if (spec.$center || spec.$centerSphere) {
    const [at, size] = (spec.$center ?? spec.$centerSphere) as [Value, Value];
    const center = pair(at);
    const radius = toNumber(size);
    return spec.$center
      ? (point) => Math.hypot(point[0] - center[0], point[1] - center[1]) <= radius
      : (point) => arc(center, point) <= radius;
  }
  throw badValue(`unknown geo specifier: ${Object.keys(spec)[0]}`);
}

/** By crossings of a ray, edges as straight lines in degrees; further rings are holes. */
function polygon(rings: Point[][]): (point: Point) => boolean {
  const inRing = (ring: Point[], [x, y]: Point): boolean => {
    let inside = false;
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
      const [xi, yi] = ring[i]!;
      const [xj, yj] = ring[j]!;
      if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
    }
    return inside;
  };
  return (point) => inRing(rings[0]!, point) && !rings.slice(1).some((hole) => inRing(hole, point));
}
