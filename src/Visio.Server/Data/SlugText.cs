using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Visio.Server.Rooms;

namespace Visio.Server.Data;

/// <summary>A room's slug as text.</summary>
internal sealed class SlugText() : ValueConverter<RoomSlug, string>(slug => slug.Value, text => Read(text))
{
    private static RoomSlug Read(string text) =>
        RoomSlug.TryParse(text, out var slug) ? slug : throw new InvalidDataException("The database holds a room's slug of another form.");
}
