using Lora.Vocabulary;

namespace Lora.Training;

/// <summary>Reading an optimizer's arguments by the names that kohya gives them.</summary>
internal static class OptimizerArguments
{
    extension(OptionValues arguments)
    {
        public double Number(string name) => arguments.Get<double>(name);

        /// <summary>A number that may be left out.</summary>
        public double? Optional(string name) => arguments.Get<double?>(name);

        public IReadOnlyList<double> List(string name) => arguments.Get<IReadOnlyList<double>>(name);

        /// <summary>False where the row has no such argument, or one that may be left out and is.</summary>
        public bool Flag(string name) => arguments.Texts.GetValueOrDefault(name) == "true";
    }
}
