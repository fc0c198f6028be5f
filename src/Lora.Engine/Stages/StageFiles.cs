using System.Globalization;
using Lora.Project;

namespace Lora.Engine;

/// <summary>Names of the files that stages hand to each other, below <c>obj</c>.</summary>
internal static class StageFiles
{
    /// <summary>The resized picture: <c>images/01.png</c> for the first.</summary>
    internal static string Picture(ImageItem image) => $"images/{Number(image)}.png";

    /// <summary>The caption as it is trained: <c>captions/01.txt</c>.</summary>
    internal static string Caption(ImageItem image) => $"captions/{Number(image)}.txt";

    /// <summary>Absolute path of a file below <c>obj</c>.</summary>
    internal static string InObj(StageRequest request, string name) => Path.Combine(request.Paths.ObjDirectory, name);

    private static string Number(ImageItem image) => (image.Index + 1).ToString("D2", CultureInfo.InvariantCulture);
}
