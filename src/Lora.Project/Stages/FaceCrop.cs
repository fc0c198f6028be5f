using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>Where a picture's face is, and how large a crop may show it.</summary>
/// <param name="X">Middle of the face, in pixels of the upright picture.</param>
/// <param name="Y">As <paramref name="X"/>.</param>
/// <param name="Width">Of the face, at least 1.</param>
/// <param name="Height">As <paramref name="Width"/>.</param>
/// <param name="Min">How many faces the short side of a crop holds at least: <see cref="DatasetOptions.FaceCropAugRange"/>.</param>
/// <param name="Max">At most.</param>
public sealed record FaceCrop(int X, int Y, int Width, int Height, double Min, double Max)
{
    /// <summary>The longer side of the face.</summary>
    public int Size => Math.Max(Width, Height);

    /// <summary>
    /// What a file's name tells, as <c>hero_310_205_96_120.png</c>: middle, width and height of the face, as kohya's face detector names its files. Source:
    /// sd-scripts, train_util.BaseDataset.load_image_with_face_info.
    /// </summary>
    /// <returns>Null where it ends in other than four such numbers behind a name.</returns>
    public static FaceCrop? Of(string path, NumberRange range)
    {
        var parts = Path.GetFileNameWithoutExtension(path).Split('_');
        int?[] numbers = [.. parts.TakeLast(4).Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : (int?)null)];
        return parts.Length > 4 && numbers is [{ } x, { } y, > 0 and { } width, > 0 and { } height] ? new(x, y, width, height, range.Min, range.Max) : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{X} {Y} {Width} {Height} of {Min} to {Max}");
}
