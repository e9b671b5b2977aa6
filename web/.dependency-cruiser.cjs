/** Who may import whom: app > features > parts > api, ui > lib. */
module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "features-are-independent",
      comment: "A feature is put together with others in src/app only.",
      severity: "error",
      from: { path: "^src/features/([^/]+)/" },
      to: { path: "^src/features/", pathNot: "^src/features/$1/" },
    },
    { name: "nothing-imports-pages", severity: "error", from: { pathNot: "^src/app/" }, to: { path: "^src/app/" } },
    { name: "ui-knows-no-data", severity: "error", from: { path: "^src/ui/" }, to: { path: "^src/(api|parts|features)/" } },
    { name: "api-draws-nothing", severity: "error", from: { path: "^src/api/" }, to: { path: "^src/(ui|parts|features)/" } },
    {
      name: "parts-know-no-page",
      comment: "What several features draw; it knows data, and no feature.",
      severity: "error",
      from: { path: "^src/parts/" },
      to: { path: "^src/features/" },
    },
    { name: "lib-stands-alone", severity: "error", from: { path: "^src/lib/" }, to: { path: "^src/(?!lib/)" } },
    {
      name: "generated-types-through-api",
      severity: "error",
      from: { pathNot: "^src/api/" },
      to: { path: "^src/api/(schema|client)" },
    },
    { name: "nothing-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-dev-dependency",
      severity: "error",
      from: { path: "^src/" },
      to: { dependencyTypes: ["npm-dev"], pathNot: "node_modules/@types/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "types", "default"] },
  },
};
