namespace Visio.LiveKit.Twirp;

/// <summary>An error as Twirp writes it: a code that has an HTTP status, and a message.</summary>
internal sealed record TwirpError(string Code, int Status, string Message, string? InvalidRoute = null)
{
    // The reference's messages carry this prefix where the error comes from behind its API, and clients have been seen to compare them.
    private const string Behind = "twirp error unknown: ";

    public static readonly TwirpError PermissionsDenied = new("unauthenticated", 401, "permissions denied");
    public static readonly TwirpError NoParticipant = new("not_found", 404, Behind + "participant does not exist");
    public static readonly TwirpError NoRoom = new("not_found", 404, Behind + "requested room does not exist");
    public static readonly TwirpError NoTrack = new("not_found", 404, Behind + "track is not found");
    public static readonly TwirpError NoRemoteUnmute = new("failed_precondition", 412, Behind + "remote unmute not enabled");
    public static readonly TwirpError MalformedJson = new("malformed", 400, "the json request could not be decoded");
    public static readonly TwirpError MalformedProtobuf = new("malformed", 400, "the protobuf request could not be decoded");
    public static readonly TwirpError ShuttingDown = new("unavailable", 503, "server is shutting down");

    public static TwirpError Invalid(string message) => new("invalid_argument", 400, message);

    public static TwirpError Unimplemented(string method) => new("unimplemented", 501, $"{method} is not supported by this server");

    public static TwirpError BadRoute(string message, string route) => new("bad_route", 404, message, route);
}
