namespace Visio.LiveKit;

/// <summary>Sizes and totals of signalling.</summary>
/// <param name="Rooms">Rooms that exist.</param>
/// <param name="Participants">Participants in them.</param>
/// <param name="Joins">Joins since start, resumes not counted.</param>
/// <param name="Resumes">Signalling connections resumed since start.</param>
/// <param name="Refused">Joins refused since start.</param>
/// <param name="OverHttp">Signalling connections since start that came over plain requests, because no WebSocket got through.</param>
public sealed record SignallingStats(int Rooms, int Participants, long Joins, long Resumes, long Refused, long OverHttp);
