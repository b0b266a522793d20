import pulumi from "@pulumi/eslint-plugin";
import prettier from "eslint-config-prettier";
import tseslint from "typescript-eslint";

const size = (lines) => ["error", { max: lines, skipBlankLines: true, skipComments: true }];

export default tseslint.config(
  { ignores: ["dist/", "coverage/", "node_modules/", ".slipway/", "**/*.mjs", "**/*.cjs"] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  { plugins: { "@pulumi": pulumi }, rules: { "@pulumi/no-output-in-template-literal": "error" } },
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines": size(300),
      "max-lines-per-function": size(50),
      eqeqeq: "error",
      "no-restricted-exports": [
        "error",
        { restrictDefaultExports: { direct: true, named: true, defaultFrom: true } },
      ],
      "@typescript-eslint/consistent-type-imports": [
        "error",
        { fixStyle: "separate-type-imports", disallowTypeAnnotations: false },
      ],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
    },
  },
  {
    files: ["test/**/*.ts"],
    rules: {
      "max-lines-per-function": "off",
      // chai's `expect(x).to.be.true`, and mocha's callbacks that await nothing
      "@typescript-eslint/no-unused-expressions": "off",
      "@typescript-eslint/require-await": "off",
    },
  },
  prettier,
);
