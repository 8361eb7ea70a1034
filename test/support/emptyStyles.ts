/** Takes the place of style sheets, which the bundler turns into text. */
export default '';
