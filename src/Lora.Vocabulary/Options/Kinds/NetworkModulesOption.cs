using System.Globalization;

namespace Lora.Vocabulary;

/// <summary>
/// <c>PATTERN: dim=4 alpha=2</c>, or <c>PATTERN: off</c>, an entry a line or parted by semicolons: what layers get in the place of what the network says.
/// Beside <c>dim</c>, <c>alpha</c> and <c>algo</c> stand the arguments of their kind.
/// </summary>
/// <param name="name">The option.</param>
/// <param name="summary">One sentence.</param>
/// <param name="network">The project's network, and its arguments.</param>
public sealed class NetworkModulesOption(string name, string summary, Func<OptionValues, (NetworkVariant Algo, OptionValues Arguments)> network)
    : Option<IReadOnlyList<NetworkModule>>(name, summary)
{
    private const int LargestDim = 100000;
    private const double LargestAlpha = 100000;

    public override string Range => "PATTERN: algo=... dim=... alpha=..., or PATTERN: off; several parted by semicolons or lines";

    // pattern and words of each entry
    protected override object? ReadValue(string text)
    {
        var entries = text.Split([';', '\n', '\r'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(entry => entry.Split(':', 2, StringSplitOptions.TrimEntries)).ToArray();
        return Array.TrueForAll(entries, entry => entry is [{ Length: > 0 } pattern, { Length: > 0 }] && !pattern.Any(char.IsWhiteSpace)) ? entries : null;
    }

    internal override object Resolve(OptionValues values, object? written, Action<string> problem)
    {
        var project = network(values);
        var modules = new List<NetworkModule>();
        foreach (var entry in written as string[][] ?? [])
        {
            if (modules.Any(module => module.Pattern == entry[0]))
            {
                problem($"'{entry[0]}' stands twice in {Name}.");
            }
            else if (entry[1].Equals("off", StringComparison.OrdinalIgnoreCase))
            {
                modules.Add(new(entry[0], null, null, null, project.Arguments, true));
            }
            else if (Module(entry[0], entry[1], project, wrong => problem($"{Name}, {entry[0]}: {wrong}")) is { } module)
            {
                modules.Add(module);
            }
        }

        return modules;
    }

    internal override object Restore(OptionValues values, string text) =>
        Resolve(values, ReadValue(text), problem => throw new FormatException(problem));

    protected override string Text(IReadOnlyList<NetworkModule> value) => string.Join("; ", value.Select(module => $"{module.Pattern}: {WordsOf(module)}"));

    private static string WordsOf(NetworkModule module) => module.IsOff ? "off" : string.Join(' ', ((string?[])
    [
        module.Algo is { } algo ? $"algo={algo}" : null,
        module.Dim is { } dim ? $"dim={dim.ToString(CultureInfo.InvariantCulture)}" : null,
        module.Alpha is { } alpha ? $"alpha={alpha.ToString(CultureInfo.InvariantCulture)}" : null,
        .. module.Given.Select(name => $"{name}={module.Arguments.Texts[name]}"),
    ]).OfType<string>());

    private static NetworkModule? Module(string pattern, string text, (NetworkVariant Algo, OptionValues Arguments) project, Action<string> problem)
    {
        var (wrong, algo, dim, alpha) = (false, (NetworkVariant?)null, (int?)null, (double?)null);
        var given = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var word in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = word.Split('=', 2) is [{ Length: > 0 } left, { Length: > 0 } right] ? (left, right) : ("", "");
            switch (name)
            {
                case "":
                    Wrong($"'{word}' is no name=value.");
                    break;
                case "algo":
                    algo = Networks.All.FirstOrDefault(row => row.Aliases.Prepend(row.Name).Contains(value, StringComparer.OrdinalIgnoreCase));
                    Need(algo is not null, $"'{value}' is not a value of algo, which is one of {string.Join(", ", Networks.All)}.");
                    break;
                case "dim":
                    dim = NumberText.Read(value, 1, LargestDim, false, 1);
                    Need(dim is not null, $"'{value}' is not a value of dim, which is {NumberText.Describe(1, LargestDim, false, 1)}; off leaves layers out.");
                    break;
                case "alpha":
                    alpha = NumberText.Read(value, 0.0, LargestAlpha, false, 1.0);
                    Need(alpha is not null, $"'{value}' is not a value of alpha, which is {NumberText.Describe(0.0, LargestAlpha, false, 1.0)}.");
                    break;
                default:
                    Need(given.TryAdd(name, value), $"'{name}' stands twice.");
                    break;
            }
        }

        var kind = algo ?? project.Algo;
        Option[] rows = [.. kind.Arguments.Except(TargetArguments.OfWhole(kind))];
        foreach (var name in given.Keys.Where(name => rows.All(row => row.Name != name)).ToArray())
        {
            Wrong($"'{name}' is no argument of {kind} for single layers.");
        }

        if (wrong)
        {
            return null;
        }

        var texts = kind == project.Algo ? project.Arguments.Texts.Where(pair => pair.Value.Length > 0).ToDictionary(StringComparer.Ordinal) : [];
        foreach (var (name, value) in given)
        {
            texts[name] = value;
        }

        var arguments = OptionValues.Resolve(kind.Arguments, texts, (_, sentence) => Wrong(sentence));
        return wrong ? null : new(pattern, algo, dim, alpha, arguments, false) { Given = [.. given.Keys] };

        void Need(bool isRight, string sentence)
        {
            if (!isRight)
            {
                Wrong(sentence);
            }
        }

        void Wrong(string sentence)
        {
            wrong = true;
            problem(sentence);
        }
    }
}
