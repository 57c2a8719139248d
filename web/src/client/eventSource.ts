import { apiUrl } from './api';
import { EventStream, type OpenFeed } from './events';

/** Opens a stream of the API with the browser's own EventSource, which sends the cookies of the session. */
export const openFeed: OpenFeed = (path, names, handlers) => new EventStream(path, names, handlers, (at) => new EventSource(apiUrl(at)), window);
