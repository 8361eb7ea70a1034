import dcmjs from 'dcmjs';

// What dcmjs notices about other people's files belongs neither on stdout nor between progress bars. What it cannot read
// it throws.
dcmjs.log.setLevel('silent');
dcmjs.log.getLogger('validation.dcmjs').setLevel('silent');

export default dcmjs;
