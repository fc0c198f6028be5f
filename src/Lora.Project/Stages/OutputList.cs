using System.Text;

namespace Lora.Project;

/// <summary>
/// The files of a stage as text, <c>obj/STAGE.outputs.txt</c>: a line a file, root, hash and path between tabs. Read in every build, where a JSON library would
/// cost too much.
/// </summary>
public static class OutputList
{
    /// <summary>The text of the list.</summary>
    public static string Write(IEnumerable<OutputFile> outputs)
    {
        var text = new StringBuilder();
        foreach (var output in outputs)
        {
            text.Append(output.Root is OutputRoot.Obj ? "obj" : "out").Append('\t').Append(output.Sha256).Append('\t').Append(output.Path).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Null if the text is not such a list.</summary>
    public static IReadOnlyList<OutputFile>? Read(string text)
    {
        var outputs = new List<OutputFile>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Split('\t') is not [("obj" or "out") and var root, { Length: 64 } hash, { Length: > 0 } path])
            {
                return null;
            }

            outputs.Add(new OutputFile(root == "obj" ? OutputRoot.Obj : OutputRoot.Out, path, hash));
        }

        return outputs;
    }
}
