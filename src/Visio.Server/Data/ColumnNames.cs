using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Visio.Server.Data;

/// <summary>Columns are named after their properties in snake case; those that hold a time end in <c>_ms</c>.</summary>
internal static class ColumnNames
{
    public static void Apply(IMutableModel model)
    {
        foreach (var property in model.GetEntityTypes().Where(e => !e.IsMappedToJson()).SelectMany(e => e.GetDeclaredProperties()))
        {
            var isTime = (Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType) == typeof(DateTimeOffset);
            property.SetColumnName(SnakeCase(property.Name) + (isTime ? "_ms" : ""));
        }
    }

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(c));
        }

        return text.ToString();
    }
}
