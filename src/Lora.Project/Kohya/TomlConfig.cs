using Tomlyn;
using Tomlyn.Parsing;

namespace Lora.Project;

/// <summary>TOML as a tree of <see cref="ConfigNode"/>s, built from the library's events: no depth of a file is a depth of the stack.</summary>
internal static class TomlConfig
{
    /// <param name="file">Absolute path, for the places.</param>
    /// <param name="text">Of the file.</param>
    /// <exception cref="ConfigException">It is no TOML, or a name stands twice.</exception>
    public static ConfigTable Parse(string file, string text)
    {
        try
        {
            return Read(file, text);
        }
        catch (TomlException error)
        {
            // its sentence begins with the place once more, and ends with what a program can do about it
            var problem = error.Message.Split(" : error : ", 2)[^1].Split('\n')[0].Split(" Change TomlSerializerOptions")[0];
            throw new ConfigException($"It is no TOML: {problem.TrimEnd('.', ' ')}.", new SourcePlace(file, error.Line ?? 0, error.Column ?? 0));
        }
    }

    private static ConfigTable Read(string file, string text)
    {
        var parser = TomlParser.Create(text, new TomlParserOptions { Mode = TomlParserMode.Strict, EagerStringValues = true },
            new TomlSerializerOptions { MaxDepth = ConfigFile.MaxDepth });
        var root = new ConfigTableBuilder(new SourcePlace(file, 1, 1));
        var open = new Stack<IConfigBuilder>();
        while (parser.MoveNext())
        {
            ref readonly var current = ref parser.Current;
            var place = new SourcePlace(file, current.Line, current.Column);
            switch (current.Kind)
            {
                case TomlParseEventKind.StartTable:
                    open.Push(open.Count == 0 ? root : open.Peek().Table(place));
                    break;
                case TomlParseEventKind.StartArray:
                    // an array of tables has no bracket of its own
                    open.Push(open.Peek().Array(place, isOpen: current.Line == 0));
                    break;
                case TomlParseEventKind.EndTable or TomlParseEventKind.EndArray:
                    open.Pop();
                    break;
                case TomlParseEventKind.PropertyName:
                    open.Peek().Name(parser.GetPropertyName(), place);
                    break;
                case TomlParseEventKind.String:
                    open.Peek().Add(ConfigScalar.Of(place, parser.GetString()));
                    break;
                case TomlParseEventKind.Integer:
                    open.Peek().Add(ConfigScalar.Of(place, current.GetInt64()));
                    break;
                case TomlParseEventKind.Float:
                    open.Peek().Add(ConfigScalar.Of(place, current.GetDouble()));
                    break;
                case TomlParseEventKind.Boolean:
                    open.Peek().Add(ConfigScalar.Of(place, current.GetBoolean()));
                    break;
                case TomlParseEventKind.DateTime:
                    open.Peek().Add(new ConfigScalar(place, "", ConfigScalar.DateKind));
                    break;
                default:
                    break;
            }
        }

        return (ConfigTable)root.Build();
    }
}
