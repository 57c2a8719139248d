using Microsoft.EntityFrameworkCore;
using Visio.Server.Rooms;

namespace Visio.Server.Data;

/// <summary>The database. Its tables are made by <see cref="SchemaUpgrades"/>; a test holds the two together.</summary>
internal sealed class VisioDb(DbContextOptions<VisioDb> options) : DbContext(options)
{
    public DbSet<Room> Rooms => Set<Room>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        var room = modelBuilder.Entity<Room>().ToTable("rooms");
        room.HasKey(r => r.Slug);
        room.Property(r => r.Slug).HasColumnName("slug").HasConversion(slug => slug.Value, text => ReadSlug(text));
        room.Property(r => r.Title).HasColumnName("title");
        room.Property(r => r.CreatedAt).HasColumnName("created_at_ms")
            .HasConversion(time => time.ToUnixTimeMilliseconds(), ms => DateTimeOffset.FromUnixTimeMilliseconds(ms));
    }

    private static RoomSlug ReadSlug(string text) =>
        RoomSlug.TryParse(text, out var slug) ? slug : throw new InvalidDataException("The database holds a room code of another form.");
}
