using System.Globalization;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>The files that a stage keeps in <c>obj</c>, those that stages hand to each other there, and whether a result still stands.</summary>
public sealed class StageFiles(StagePaths paths, Stage stage)
{
    /// <summary>Why the result is what it is; MSBuild's input of the target.</summary>
    public string Key { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.key.json");

    /// <summary>Written last, when nothing about the stage has failed; MSBuild's output of the target.</summary>
    public string Result { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.result.json");

    /// <summary>The engine's work order.</summary>
    public string Request { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.request.json");

    /// <summary>What the stage made and found (<see cref="StageMade"/>).</summary>
    public string Made { get; } = Path.Combine(paths.ObjDirectory, $"{stage}.made.tsv");

    /// <summary>The resized picture, below <c>obj</c>: <c>images/01.png</c> for the first.</summary>
    public static string Picture(ImageItem image) => $"images/{Number(image)}.png";

    /// <summary>The mask of its loss at the resized picture's size, below <c>obj</c>: <c>masks/01.png</c>; no file where all of it counts.</summary>
    public static string Mask(ImageItem image) => $"masks/{Number(image)}.png";

    /// <summary>The mask, small, beside the dataset's report: <c>thumbs/01-mask.jpg</c>.</summary>
    public static string MaskThumbnail(ImageItem image) => $"thumbs/{Number(image)}-mask.jpg";

    /// <summary>The small picture beside the dataset's report: <c>thumbs/01.jpg</c>.</summary>
    public static string Thumbnail(ImageItem image) => $"thumbs/{Number(image)}.jpg";

    /// <summary>The caption as it is trained, below <c>obj</c>: <c>captions/01.txt</c>.</summary>
    public static string Caption(ImageItem image) => $"captions/{Number(image)}.txt";

    /// <summary>What the stage made last time; null if that is not known.</summary>
    public StageMade? ReadMade() => File.Exists(Made) ? StageMade.Read(File.ReadAllText(Made)) : null;

    /// <summary>Makes the result stand: what was made first, the result file last.</summary>
    public void Keep(StageResult result)
    {
        NewFile.Write(Made, new StageMade(result.Outputs, result.Findings).Write());
        NewFile.Write(Result, StageJson.Write(result));
    }

    /// <summary>
    /// Writes the key file if it differs. If the result does not belong to it, or one of its files is gone, the result file is deleted: then MSBuild sees the
    /// target as out of date. Returns what a result that stands has made, else null.
    /// </summary>
    public StageMade? Refresh(KeyFile key, out IReadOnlyList<string> changed)
    {
        var earlier = File.Exists(Key) ? File.ReadAllText(Key) : null;
        changed = earlier is null || earlier == key.Text ? [] : key.ChangedSince(earlier);
        if (earlier != key.Text)
        {
            NewFile.Write(Key, key.Text);
        }

        var stands = File.Exists(Result) && File.GetLastWriteTimeUtc(Result) >= File.GetLastWriteTimeUtc(Key);
        var made = stands ? ReadMade() : null;
        if (made is null || !made.Outputs.All(output => File.Exists(output.In(paths))))
        {
            File.Delete(Result);
            return null;
        }

        return made;
    }

    private static string Number(ImageItem image) => (image.Index + 1).ToString("D2", CultureInfo.InvariantCulture);
}
