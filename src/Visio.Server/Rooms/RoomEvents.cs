using Visio.Server.Events;

namespace Visio.Server.Rooms;

/// <summary>Tells everybody who listens that a room was made, changed or deleted. After the save: what is told is true.</summary>
internal sealed class RoomEvents(EventFeed feed, TimeProvider time)
{
    public void Created(Room room) => Publish(EventTypes.RoomCreated, room);

    /// <summary>Anything about it: its rules, its members, who is banned from it.</summary>
    public void Updated(Room room) => Publish(EventTypes.RoomUpdated, room);

    /// <param name="room">The room that was.</param>
    /// <param name="ownerDomains">See <see cref="ProductEvent.OwnerDomains"/>.</param>
    public void Deleted(Room room, IReadOnlyList<string> ownerDomains) => Publish(EventTypes.RoomDeleted, room, ownerDomains);

    private void Publish(string type, Room room, IReadOnlyList<string>? ownerDomains = null) => feed.Publish(
        new(type, time.GetUtcNow(), room.Id, new RoomEventData(room.Slug.Value, room.Title, room.Access, room.Locked)) { OwnerDomains = ownerDomains ?? [] });
}
