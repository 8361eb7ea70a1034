import dcmjs from 'dcmjs';

// dcmjs logs every irregularity of the files that it reads: too much for a terminal or a server's log. What
// it cannot read it throws.
dcmjs.log.setLevel('silent');
dcmjs.log.getLogger('validation.dcmjs').setLevel('silent');

export default dcmjs;
