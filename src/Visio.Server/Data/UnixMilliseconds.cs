using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Visio.Server.Data;

/// <summary>A time as milliseconds since the epoch, UTC: it compares and sorts in SQL alike on every database.</summary>
internal sealed class UnixMilliseconds() : ValueConverter<DateTimeOffset, long>(
    time => time.ToUnixTimeMilliseconds(), milliseconds => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds));
