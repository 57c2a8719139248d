namespace Visio.Server.Diagnostics;

/// <summary>Leave to test the connection.</summary>
/// <param name="ServerUrl">The address to connect to, <c>ws</c> or <c>wss</c>.</param>
/// <param name="Tokens">The LiveKit access tokens of two who meet in a room of their own: one sends, the other receives.</param>
/// <param name="ExpiresIn">After how many seconds the test is ended.</param>
internal sealed record ConnectionTestView(string ServerUrl, IReadOnlyList<string> Tokens, int ExpiresIn);
