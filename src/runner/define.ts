/**
 * Defines `<example-runner>`, for a page that does so later. Who imports the element's own module dynamically
 * gets a namespace object of it, and its helper, into the scripts of every page with a runner.
 */
import './element.ts';
