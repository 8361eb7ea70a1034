import dcmjs from 'dcmjs';

// What dcmjs notices about other people's files belongs neither on stdout nor between progress bars.
dcmjs.log.setLevel('error');
dcmjs.log.getLogger('validation.dcmjs').setLevel('silent');

export default dcmjs;
