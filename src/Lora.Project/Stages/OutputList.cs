using System.Text;
using Lora.Vocabulary;

namespace Lora.Project;

/// <summary>
/// Every file that the stages of a project have made, a list in <c>obj</c>: so that <c>clean</c> and a build that no longer makes one take it away. MSBuild's
/// own list of the same form would go through tens of thousands of items in every build; this one is looked at again when a stage has made something else.
/// </summary>
/// <param name="file">The list: a line that tells what it is of, then a path a line.</param>
/// <param name="paths">Where the stages write now.</param>
public sealed class OutputList(string file, StagePaths paths)
{
    private const string Mark = "lora-outputs-1 ";

    // of a build that has failed: the next one that does not looks again
    private const string Unfinished = Mark + "unfinished";

    /// <summary>After a build: what stages made before and make no longer is deleted. Nothing is where each of them has made what the list is of.</summary>
    /// <param name="stages">Those of the plan.</param>
    /// <param name="others">What MSBuild keeps a list of itself; asked for when it is needed.</param>
    /// <returns>The files that could not be deleted: they stay in the list, and the next build tries again.</returns>
    public IReadOnlyList<string> Sweep(IEnumerable<Stage> stages, Func<IEnumerable<string>> others)
    {
        StageFiles[] all = [.. stages.Select(stage => new StageFiles(paths, stage))];
        if (HeaderOf(all) is not { } header || File.Exists(file) && File.ReadLines(file).FirstOrDefault() == header)
        {
            return [];
        }

        var now = new List<string>();
        foreach (var stage in all)
        {
            if (stage.ReadMade() is not { } made)
            {
                return [];
            }

            now.AddRange(made.Outputs.Select(output => output.In(paths)));
        }

        var known = now.Concat(others()).ToHashSet(StringComparer.Ordinal);
        string[] left = [.. Listed().Where(path => !known.Contains(path) && File.Exists(path))];
        string[] stuck = [.. left.Where(path => IsOurs(path) && !TryDelete(path))];
        // what lies below a folder of another name is taken away when that is the folder again
        Write(stuck.Length == 0 ? header : Unfinished, [.. now, .. stuck, .. left.Where(path => !IsOurs(path))]);
        return stuck;
    }

    /// <summary>After a build that has failed: adds what its stages have made, and deletes nothing.</summary>
    public void Add(IEnumerable<Stage> stages)
    {
        string[] now = [.. stages.SelectMany(stage => new StageFiles(paths, stage).ReadMade()?.Outputs ?? []).Select(output => output.In(paths))];
        Write(Unfinished, [.. Listed(), .. now]);
    }

    // an earlier version wrote the list without the first line, and what MSBuild lists too
    private IEnumerable<string> Listed() => File.Exists(file)
        ? File.ReadAllLines(file).Where(line => !line.StartsWith(Mark, StringComparison.Ordinal) && Path.IsPathFullyQualified(line)) : [];

    private void Write(string header, IEnumerable<string> lines) =>
        NewFile.WriteIfDifferent(file, Encoding.UTF8.GetBytes(string.Join('\n', lines.Distinct(StringComparer.Ordinal).Prepend(header).Append(""))));

    // the same as long as every stage has made the same, to the same folders
    private string? HeaderOf(StageFiles[] stages)
    {
        var text = new StringBuilder().AppendJoin('\n', paths.ObjDirectory, paths.OutDirectory, paths.SamplesDirectory, paths.ReportDirectory);
        foreach (var stage in stages)
        {
            if (!File.Exists(stage.Made))
            {
                return null;
            }

            text.Append('\n').AppendJoin('\t', stage.Made, new FileInfo(stage.Made).Length, File.ReadLines(stage.Made).FirstOrDefault());
        }

        return Mark + Digest.Of(text.ToString());
    }

    private bool IsOurs(string path)
    {
        // a list may lie: nothing leads out of the two folders
        var place = Path.GetFullPath(path);
        return IsBelow(paths.ObjDirectory) || IsBelow(paths.OutDirectory);

        bool IsBelow(string folder) => place.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
    }

    private static bool TryDelete(string path)
    {
        NewFile.TryDelete(path);
        return !File.Exists(path);
    }
}
