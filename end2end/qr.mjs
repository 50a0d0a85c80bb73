// The reader of QR codes for browsers without a BarcodeDetector: the one thing that the door takes from npm (`qr` by paulmillr), bundled
// as /pkg/BUILD/qr.js and loaded only when the camera is opened.
export { default } from "qr/decode.js";
